package dev.faultline.load.send;

import dev.faultline.load.measure.Books;
import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books: what ended in this second, in the phase that an attempt was due in, and in all. Written by one
 * thread.
 */
final class Meter {

    private final Books books;
    private final Executor offLoop;
    private final AtomicReference<@Nullable Tally> spare = new AtomicReference<>();
    private Tally second = new Tally();
    private long secondStart;
    private Phase phase = new Phase();

    /** @param offLoop does what takes too long for an event loop, one after the other */
    Meter(Books books, Executor offLoop, long now) {
        this.books = books;
        this.offLoop = offLoop;
        this.secondStart = now;
    }

    /** Returns the phase that arrivals now belong to. */
    Phase phase() {
        return phase;
    }

    /** Records the end of an attempt that was due in that phase. */
    void ended(Phase due, Instants instants, Result result) {
        second.record(instants, result);
        books.totals().count(result.resultClass());
        due.ended(instants, result);
    }

    /** Records an arrival that could not be sent. */
    void shed() {
        second.shed();
        books.totals().count(ResultClass.SHED);
        phase.shed();
    }

    /** Ends the current phase, which is returned, and begins the next. */
    Phase turn() {
        Phase ended = phase;
        phase = new Phase();
        ended.over();
        return ended;
    }

    /** Ends the second that has passed, to be published. */
    void tick(long now) {
        Tally ended = second;
        long start = secondStart;
        Tally reset = spare.getAndSet(null);
        second = reset == null ? new Tally() : reset;
        secondStart = now;
        // Packing walks through ten thousands of counters: milliseconds in which nothing would be sent.
        offLoop.execute(() -> {
            books.windows().add(new Window(start, now, ended.packed()));
            ended.reset();
            spare.set(ended);
        });
    }
}
