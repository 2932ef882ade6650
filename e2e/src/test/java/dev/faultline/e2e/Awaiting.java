package dev.faultline.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what happens in another process, with a look each 10 ms: whoever is waited for needs the processor. */
final class Awaiting {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Awaiting() {}

    /** Returns once that is so; fails after a minute. */
    static void until(Callable<Boolean> condition) {
        within(PATIENCE, condition);
    }

    /** Returns once that is so; fails after that time. */
    static void within(Duration atMost, Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .atMost(atMost)
                .until(condition);
    }
}
