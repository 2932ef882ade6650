package dev.faultline.load.send;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;

/**
 * Keeps the books: what ended in this second, in the phase that an attempt was due in, and in all. Written by one
 * thread.
 */
final class Meter {

    private final Windows windows;
    private final Totals totals;
    private final Tally second = new Tally();
    private long secondStart;
    private Phase phase = new Phase();

    Meter(Windows windows, Totals totals, long now) {
        this.windows = windows;
        this.totals = totals;
        this.secondStart = now;
    }

    /** Returns the phase that arrivals now belong to. */
    Phase phase() {
        return phase;
    }

    /** Records the end of an attempt that was due in that phase. */
    void ended(Phase due, Instants instants, Result result) {
        second.record(instants, result);
        totals.count(result.resultClass());
        due.ended(instants, result);
    }

    /** Records an arrival that could not be sent. */
    void shed() {
        second.shed();
        totals.count(ResultClass.SHED);
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
        windows.add(new Window(secondStart, now, second.packed()));
        second.reset();
        secondStart = now;
    }
}
