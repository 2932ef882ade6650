package dev.faultline.load.drive;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Shed;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the books: what ended in this second, and in the phase that a request was due in. Confined to the loop. */
public final class Meter {

    private final Consumer<Window> books;
    private final Executor offLoop;
    private final InstantSource wall;
    private final AtomicReference<@Nullable Tally> spare = new AtomicReference<>();
    private final List<Recorder> recording = new ArrayList<>();
    private Tally second = new Tally();
    private List<Tally> parts = new ArrayList<>();
    private long secondStart;
    private long partStart;
    private Phase phase = new Phase(List.of());

    /**
     * @param books get each second, off the loop
     * @param offLoop does what takes too long for an event loop, one after the other
     * @param wall the time that people read
     */
    public Meter(Consumer<Window> books, Executor offLoop, InstantSource wall, long now) {
        this.books = books;
        this.offLoop = offLoop;
        this.wall = wall;
        this.secondStart = now;
        this.partStart = now;
    }

    /** Begins to record what is due from now on. */
    public void start(Recorder recorder) {
        recording.add(recorder);
        turn();
    }

    /** Ends it; it is done when all that was due meanwhile has ended. */
    public void stop(Recorder recorder) {
        recording.remove(recorder);
        turn();
        recorder.stop();
    }

    /** Ends the second that has passed, to be published. */
    public void tick(long now) {
        Tally ended = second;
        List<Tally> before = parts;
        long start = secondStart;
        second = fresh();
        parts = new ArrayList<>();
        secondStart = now;
        partStart = now;
        // Packing walks through ten thousands of counters: milliseconds in which nothing would be sent.
        offLoop.execute(() -> {
            before.forEach(ended::add);
            books.accept(window(start, now, ended));
            ended.reset();
            spare.set(ended);
        });
    }

    /**
     * Gives what has ended since the last part of this second, or since it began, to {@code taker}, off the loop and before
     * the second is published, which goes on and holds it too.
     */
    public void part(long now, Consumer<Window> taker) {
        Tally ended = second;
        long start = partStart;
        second = fresh();
        parts.add(ended);
        partStart = now;
        offLoop.execute(() -> taker.accept(window(start, now, ended)));
    }

    private Tally fresh() {
        Tally reset = spare.getAndSet(null);
        return reset == null ? new Tally() : reset;
    }

    private Window window(long start, long end, Tally ended) {
        return new Window(wall.instant().minusNanos(end - start), start, end, ended.packed());
    }

    /** Returns the phase that requests which come due belong to. */
    Phase phase() {
        return phase;
    }

    /** Counts a request that came due. */
    void arrived() {
        second.arrived();
        Tally kept = phase.tally();
        if (kept != null) {
            kept.arrived();
        }
    }

    /** Records an arrival that is not sent. */
    void shed(Shed why) {
        second.shed(why);
        Tally kept = phase.tally();
        if (kept != null) {
            kept.shed(why);
        }
    }

    /** Records the end of an attempt at a request that was due in that phase. */
    void attempt(Phase due, Instants instants, Result result) {
        second.record(instants, result);
        Tally kept = due.tally();
        if (kept != null) {
            kept.record(instants, result);
        }
    }

    /** Counts the repetition of an attempt, or that there was none since the budget was spent. */
    void repetition(Phase due, boolean granted) {
        count(second, granted);
        Tally kept = due.tally();
        if (kept != null) {
            count(kept, granted);
        }
    }

    /** Records the end of a request that was due in that phase. */
    void request(Phase due, long latencyNanos, boolean success) {
        second.request(latencyNanos, success);
        Tally kept = due.tally();
        if (kept != null) {
            kept.request(latencyNanos, success);
        }
        due.ended();
    }

    private static void count(Tally tally, boolean granted) {
        if (granted) {
            tally.retried();
        } else {
            tally.retryDenied();
        }
    }

    private void turn() {
        Phase ended = phase;
        phase = new Phase(recording);
        ended.over();
    }
}
