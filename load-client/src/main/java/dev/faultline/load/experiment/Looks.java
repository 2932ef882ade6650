package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Cuts the load, and its control slice, into spans to look at. Confined to the thread of the experiment. */
final class Looks {

    /** Beyond an attempt's own time-out, for a machine that is busy. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Traffic traffic;
    private final @Nullable Traffic control;
    private final LongSupplier nanoTime;
    private final Duration timeout;

    /**
     * @param control the load of the control slice; null without one
     * @param timeout the longest that a request takes
     */
    Looks(Traffic traffic, @Nullable Traffic control, LongSupplier nanoTime, Duration timeout) {
        this.traffic = traffic;
        this.control = control;
        this.nanoTime = nanoTime;
        this.timeout = timeout;
    }

    /** A span of time whose attempts are looked at together. */
    static final class Look {
        private final long start;
        private final Promise promise;
        private final Traffic.Recording recording;
        private final Traffic.@Nullable Recording slice;
        private long end;
        private @Nullable CompletableFuture<Tally> tally;
        private CompletableFuture<Tally> control = CompletableFuture.completedFuture(new Tally());

        private Look(long start, Promise promise, Traffic.Recording recording, Traffic.@Nullable Recording slice) {
            this.start = start;
            this.promise = promise;
            this.recording = recording;
            this.slice = slice;
        }

        /** Returns how long it lasted. */
        double seconds() {
            return (end - start) / 1e9;
        }

        /** Returns what was seen in it, of which this is the tally. */
        Observation observation(Tally whole) {
            return new Observation(whole, seconds());
        }

        /** Returns what the split let expect meanwhile. */
        Promise promise() {
            return promise;
        }
    }

    /** Begins to look; what was due before belongs to no look, and is not waited for. */
    Look begin(Promise promise) {
        return new Look(nanoTime.getAsLong(), promise, traffic.record(), control == null ? null : control.record());
    }

    /** Ends the look without waiting for attempts that are still under way. */
    void close(Look look) {
        if (look.tally == null) {
            look.end = nanoTime.getAsLong();
            look.tally = look.recording.stop();
            if (look.slice != null) {
                look.control = look.slice.stop();
            }
        }
    }

    /** Ends the look, if that has not been done, and returns all its attempts when the last has ended. */
    Tally end(Look look) {
        close(look);
        CompletableFuture<Tally> tally = look.tally;
        if (tally == null) {
            throw new AssertionError("a closed look has a tally to come");
        }
        return await(tally, timeout);
    }

    /** As {@link #end}, of the control slice; empty without one. */
    Tally endControl(Look look) {
        close(look);
        return await(look.control, timeout);
    }

    /**
     * Returns what is to come, within that time and a margin.
     *
     * @throws ControlFailed if it does not come
     */
    static <T> T await(CompletableFuture<T> coming, Duration timeout) {
        try {
            return coming.get(timeout.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ControlFailed("the load does not answer: " + e, true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed("the experiment was interrupted", true, e);
        }
    }
}
