package dev.faultline.load.drive;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;

/** One request with all its attempts, until none is under way any more. Confined to the loop. */
final class Request implements Sender.Observer {

    private final Issue issue;
    private final Phase due;
    private final int kind;
    private final long intended;
    private int attempts;
    private int held;
    private boolean over;

    Request(Issue issue, Phase due, int kind, long intended) {
        this.issue = issue;
        this.due = due;
        this.kind = kind;
        this.intended = intended;
    }

    /** Sends the first attempt. */
    void begin() {
        attempt(intended);
    }

    private void attempt(long when) {
        attempts++;
        held++;
        issue.sender().send(kind, when, this);
    }

    @Override
    public void ended(Instants instants, Result result) {
        issue.meter().attempt(due, instants, result);
        if (!result.success() && issue.repeats(this, attempts)) {
            long wait = issue.backoff(attempts);
            issue.later(instants.endedAt() + wait, this::repeat, () -> finish(instants, result));
            return;
        }
        finish(instants, result);
    }

    private void repeat(long when) {
        issue.meter().repetition(due, true);
        attempt(when);
    }

    private void finish(Instants last, Result result) {
        over = true;
        issue.meter().request(due, last.endedAt() - intended, result.success());
        leaveIfDone();
        issue.finished(result);
    }

    @Override
    public void released() {
        held--;
        leaveIfDone();
    }

    private void leaveIfDone() {
        if (over && held == 0) {
            issue.left();
        }
    }

    Phase due() {
        return due;
    }
}
