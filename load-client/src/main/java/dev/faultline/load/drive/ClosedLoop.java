package dev.faultline.load.drive;

import dev.faultline.load.measure.Result;
import dev.faultline.load.plan.LoadPlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A number of callers who each send their next request when the last one was answered. While the target stalls nobody
 * calls, so that its percentiles hide what a stall does. Confined to the loop.
 */
final class ClosedLoop implements Feed {

    /** How long a caller waits who could not even connect: nothing slows down calls that fail at once. */
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final Surroundings around;
    private final Issue issue;
    private final Runnable whenOver;
    private final int concurrency;
    private int ready;
    private boolean sending;
    private boolean halted;
    private Loop.@Nullable Timer end;

    ClosedLoop(Issue issue, Surroundings around, Runnable whenOver) {
        this.around = around;
        this.issue = issue;
        this.whenOver = whenOver;
        Integer callers = issue.plan().demand().concurrency();
        this.concurrency = callers == null ? 0 : callers;
        issue.whenFinished(this::answered);
    }

    @Override
    public void begin() {
        LoadPlan plan = issue.plan();
        if (plan.duration() != null) {
            end = around.loop().at(around.loop().nanoTime() + plan.duration().toNanos(), whenOver);
        }
        ready = concurrency;
        send();
    }

    @Override
    public void halt() {
        halted = true;
        if (end != null) {
            end.cancel();
            end = null;
        }
    }

    @Override
    public double rate() {
        return 0;
    }

    @Override
    public Issue issue() {
        return issue;
    }

    private void answered(Result result) {
        if (result.resultClass().connected()) {
            call();
        } else {
            Loop.Timer unused = around.loop().at(around.loop().nanoTime() + PAUSE_NANOS, this::call);
        }
    }

    private void call() {
        ready++;
        // An attempt may fail before it returns: a loop, not a recursion.
        if (!sending) {
            send();
        }
    }

    private void send() {
        sending = true;
        while (ready > 0 && !halted) {
            ready--;
            issue.arrive(around.loop().nanoTime());
        }
        sending = false;
    }
}
