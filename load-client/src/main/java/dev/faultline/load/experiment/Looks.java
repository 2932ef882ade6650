package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Cuts the load into phases to look at. Confined to the thread of the experiment. */
final class Looks {

    /** Beyond an attempt's own time-out, for a machine that is busy. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Surroundings around;
    private final Duration timeout;

    Looks(Surroundings around, Duration timeout) {
        this.around = around;
        this.timeout = timeout;
    }

    /** A span of time whose attempts are looked at together. */
    static final class Look {
        private final long start;
        private final Promise promise;
        private final Traffic.Recording recording;
        private long end;
        private @Nullable CompletableFuture<Tally> tally;

        private Look(long start, Promise promise, Traffic.Recording recording) {
            this.start = start;
            this.promise = promise;
            this.recording = recording;
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
        return new Look(around.nanoTime().getAsLong(), promise, around.traffic().record());
    }

    /** Ends the look without waiting for attempts that are still under way. */
    void close(Look look) {
        if (look.tally == null) {
            look.end = around.nanoTime().getAsLong();
            look.tally = look.recording.stop();
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
