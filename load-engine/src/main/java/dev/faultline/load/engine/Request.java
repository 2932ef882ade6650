package dev.faultline.load.engine;

import dev.faultline.load.engine.LoadRecorder.Cohort;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;

/** A request with all its attempts, until none is in flight any more. Confined to the loop. */
final class Request implements Sender.Observer {

    private final Dispatcher dispatcher;
    private final Cohort due;
    private final int kind;
    private final long number;
    private final long intended;
    private int attempts;
    private int held;
    private boolean over;

    Request(Dispatcher dispatcher, Cohort due, int kind, long number, long intended) {
        this.dispatcher = dispatcher;
        this.due = due;
        this.kind = kind;
        this.number = number;
        this.intended = intended;
    }

    /** Sends the first attempt. */
    void begin() {
        attempt(intended);
    }

    private void attempt(long when) {
        attempts++;
        held++;
        dispatcher.sender().send(kind, number, when, this);
    }

    @Override
    public void ended(AttemptTimestamps timestamps, Result result) {
        dispatcher.recorder().attempt(due, timestamps, result, dispatcher.name(kind));
        if (!result.success() && dispatcher.repeats(this, attempts)) {
            long wait = dispatcher.backoff(attempts);
            dispatcher.later(timestamps.endedAt() + wait, this::repeat, () -> finish(timestamps, result));
            return;
        }
        finish(timestamps, result);
    }

    private void repeat(long when) {
        dispatcher.recorder().retry(due, true);
        attempt(when);
    }

    private void finish(AttemptTimestamps last, Result result) {
        over = true;
        dispatcher.recorder().request(due, last.endedAt() - intended, result);
        leaveIfDone();
        dispatcher.finished(result);
    }

    @Override
    public void released() {
        held--;
        leaveIfDone();
    }

    private void leaveIfDone() {
        if (over && held == 0) {
            dispatcher.left();
        }
    }

    Cohort due() {
        return due;
    }
}
