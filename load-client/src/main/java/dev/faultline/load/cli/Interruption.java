package dev.faultline.load.cli;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells the command of this process that it is to end, and lets it finish what it does. Threadsafe. */
@Singleton
public final class Interruption {

    private final CompletableFuture<Boolean> raised = new CompletableFuture<>();
    private volatile CompletableFuture<?> finished = CompletableFuture.completedFuture(true);

    /** Asks the command to end, and returns when it has, or after that time. */
    public void raise(Duration atMost) {
        raised.complete(true);
        finished.handle((result, failure) -> true)
                .completeOnTimeout(true, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Lets who asks for the end wait for this. */
    void finishing(CompletableFuture<?> work) {
        finished = work;
    }

    /** Returns whether the command is to end. */
    boolean isRaised() {
        return raised.isDone();
    }

    /** Lets that time pass, or less as soon as the command is to end. */
    void pause(Duration atMost) throws InterruptedException {
        try {
            raised.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // That was the pause.
            return;
        } catch (ExecutionException e) {
            throw new AssertionError("being told to end does not fail", e);
        }
    }
}
