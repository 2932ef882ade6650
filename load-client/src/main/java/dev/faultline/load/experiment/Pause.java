package dev.faultline.load.experiment;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets time pass. Tests pass it faster. */
public interface Pause {

    /** Returns after that time, or earlier as soon as the event has happened. */
    void atMost(Duration duration, CompletableFuture<?> unless);

    /** Real time. */
    static void real(Duration duration, CompletableFuture<?> unless) {
        try {
            unless.get(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // That was the pause.
            return;
        } catch (ExecutionException e) {
            throw new AssertionError("events of a pause do not fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed("the experiment was interrupted", true, e);
        }
    }
}
