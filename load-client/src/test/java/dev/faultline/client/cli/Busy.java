package dev.faultline.client.cli;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.time.Duration;
import java.time.Instant;

/** Seconds whose figures are as wide as figures get. */
final class Busy {

    private Busy() {}

    /** Returns a second in which all answers took that long, each second one came from the injector, and as many were shed. */
    static Window second(int attempts, Duration latency) {
        Tally tally = new Tally();
        for (int i = 0; i < attempts; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, latency.toNanos() / 2);
            instants.connected(latency.toNanos() / 2);
            instants.ended(latency.toNanos());
            tally.arrived();
            boolean injected = i % 2 == 1;
            tally.record(
                    instants,
                    i % 3 == 2
                            ? Result.unanswered(ResultClass.CONNECT_TIMEOUT)
                            : Result.answered(injected ? 503 : 200, injected, injected, false));
            tally.arrived();
            tally.shed(ShedReason.LATE);
        }
        return new Window(Instant.EPOCH, 0, 1_000_000_000L, tally);
    }
}
