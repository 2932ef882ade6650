package dev.faultline.platform.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

class GuardedTest {

    private static final Logger LOG = Logger.getLogger(GuardedTest.class);

    @Test
    void whatIsThrownIsReturned() {
        Error bug = new AssertionError("a bug");
        assertSame(bug, Guarded.failureOf(() -> {
            throw bug;
        }));
        assertNull(Guarded.failureOf(() -> {}));
    }

    @Test
    void aFailedCallHasAnotherResultOrABetterException() {
        assertEquals(1, Guarded.<Integer>call(() -> 1, failure -> 2));
        assertEquals(2, Guarded.<Integer>call(() -> Integer.valueOf("none"), failure -> 2));
        IllegalStateException better = assertThrows(
                IllegalStateException.class,
                () -> Guarded.<Integer>call(() -> Integer.valueOf("none"), failure -> {
                    throw new IllegalStateException(failure);
                }));
        assertTrue(better.getCause() instanceof NumberFormatException);
    }

    @Test
    void aTaskThatFailsIsRepeated() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        Runnable broken = () -> {
            runs.countDown();
            throw new IllegalStateException("a bug");
        };
        ExecutorService thread =
                Guarded.repeat("broken", Duration.ofMillis(1), Guarded.task(LOG, "counting down", broken));
        assertTrue(runs.await(10, TimeUnit.SECONDS));
        thread.shutdownNow();
    }
}
