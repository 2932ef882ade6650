package dev.faultline.experiment.journal;

import dev.faultline.platform.wire.ControlFailed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Time, as an experiment sees it; tests pass it faster.
 *
 * @param clock wall time, for reports
 * @param nanoTime monotonic time, for durations
 * @param pause lets it pass
 */
public record Time(InstantSource clock, LongSupplier nanoTime, Pause pause) {

    /** Real time. */
    public static final Time REAL = new Time(InstantSource.system(), System::nanoTime, Pause::real);

    /** Returns monotonic time. */
    public long now() {
        return nanoTime.getAsLong();
    }

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
}
