package dev.faultline.backend.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One look at the server, from which both forms of the status are written.
 *
 * @param host the name by which the client called the server
 * @param cpu null if the system does not tell
 */
public record Report(
        String host,
        ServerFacts facts,
        Instant now,
        Load load,
        @Nullable CpuTimes cpu,
        Totals totals,
        Workers workers,
        ConnectionCounts connections) {

    /** Returns the whole seconds since the start. */
    long uptime() {
        return Math.max(0, Duration.between(facts.started(), now).toSeconds());
    }

    /** Returns the whole kilobytes sent, which is what Apache's averages rest on. */
    long kilobytes() {
        return totals.bytes() / 1024;
    }

    /** Returns the places for requests, a character each: {@code W} busy, {@code G} finishing, {@code _} free. */
    String scoreboard() {
        return "W".repeat(workers.busy()) + "G".repeat(workers.graceful()) + "_".repeat(workers.idle());
    }
}
