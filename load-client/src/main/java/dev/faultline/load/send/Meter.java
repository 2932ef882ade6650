package dev.faultline.load.send;

import dev.faultline.load.measure.Books;
import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;

/**
 * Keeps the books: what ended in this second, in the phase that an attempt was due in, and in all. Written by one
 * thread.
 */
final class Meter {

    private final Books books;
    private final Tally second = new Tally();
    private long secondStart;
    private Phase phase = new Phase();

    Meter(Books books, long now) {
        this.books = books;
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

    /** Publishes the second that has passed. */
    void tick(long now) {
        books.windows().add(new Window(secondStart, now, second.packed()));
        second.reset();
        secondStart = now;
    }
}
