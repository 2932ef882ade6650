package dev.faultline.experiment.run;

import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.verdict.EndReason;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.load.measure.Window;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass, second by second, and hands what ended in each to the timeline, the guards, and whoever measures. Confined
 * to the thread of the experiment but for {@link #abort}.
 */
final class ExperimentClock {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** For the last part of a second, which is worth little waiting. */
    private static final Duration LAST_CUT = Duration.ofSeconds(1);

    private final CompletableFuture<EndReason> abort = new CompletableFuture<>();
    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private final RunContext context;
    private final StateMachine states;
    private final TimelineRecorder recorder;
    private final Duration deadline;
    private final Deque<CompletableFuture<Window>> cuts = new ArrayDeque<>();
    private final long start;
    private WindowListener guards = WindowListener.NONE;
    private WindowListener always = WindowListener.NONE;
    private volatile long spanStart;

    /** Is told of the seconds of a span of time. */
    interface WindowListener {

        /** Does not listen. */
        WindowListener NONE = new WindowListener() {};

        /** The span begins. */
        default void begin(long now) {}

        /** These are the seconds that ended lately, oldest first; some of them were there before. */
        default void seconds(List<Window> ended) {}

        /** The span has ended. */
        default void end(long now) {}
    }

    /** @param deadline after which it aborts the experiment, counted from now */
    ExperimentClock(RunContext context, StateMachine states, TimelineRecorder recorder, Duration deadline) {
        this.context = context;
        this.states = states;
        this.recorder = recorder;
        this.deadline = deadline;
        this.start = now();
        this.spanStart = start;
        cut();
    }

    /** Ends what can be ended as soon as can be; of several reasons the first counts. Threadsafe. */
    void abort(EndReason reason) {
        abort.complete(reason);
    }

    /** Returns what happens when it is to end. */
    CompletableFuture<?> aborted() {
        return abort;
    }

    /** Returns why it is to end; null if it is not. */
    @Nullable
    EndReason endReason() {
        return abort.getNow(null);
    }

    void throwIfAborted() throws Step.Aborted {
        if (abort.isDone()) {
            throw new Step.Aborted(abort.join().sentence());
        }
    }

    /** Has one listen to every span from now on. */
    void listen(WindowListener wanted) {
        always = wanted;
    }

    /** Returns how far it is, such as {@code after 12 s of the hold}. Threadsafe. */
    String when() {
        String span = switch (states.state()) {
            case WARMUP -> "warm-up";
            case INJECT -> "hold";
            case BASELINE, ROLLBACK, VERIFY, DONE -> states.state().wire();
        };
        return "after " + Math.round((now() - spanStart) / 1e9) + " s of the " + span;
    }

    /** Returns the seconds that have begun since then and have ended, oldest first. */
    List<Window> secondsSince(long begun) {
        long now = now();
        return context.slot().seconds().last(Duration.ofNanos(Math.max(1, now - begun)), now).stream()
                .filter(second -> second.startNanos() - begun >= 0)
                .toList();
    }

    /** Has guards listen from now on, until they are replaced. */
    void guard(WindowListener wanted) {
        guards = wanted;
        guards.begin(now());
    }

    /** Lets that much time pass and tells the listener each second of it. */
    void pass(Duration duration, WindowListener listener) throws Step.Aborted {
        pass(duration, abort, listener);
        throwIfAborted();
    }

    /** As {@link #pass(Duration, WindowListener)}, even if the experiment is aborted meanwhile. */
    void passUninterrupted(Duration duration, WindowListener listener) {
        pass(duration, never, listener);
    }

    /**
     * Enters the next state, and cuts the second that is under way there, so that what ended before is told apart from what
     * ends from now on. Fails as {@link StateMachine#enter} does.
     */
    void enter(State next) {
        states.enter(next);
        cut();
    }

    /** Ends the timeline and returns it. */
    Timeline timeline() {
        cut();
        CompletableFuture<?> last = CompletableFuture.allOf(cuts.toArray(CompletableFuture[]::new));
        last.handle((done, failure) -> true)
                .completeOnTimeout(false, LAST_CUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        record(context.slot().seconds().last(KEPT, now()));
        return recorder.end();
    }

    long now() {
        return context.time().now();
    }

    private void cut() {
        cuts.add(context.slot().traffic().cut());
    }

    /** What was cut off a second is known before that second is. */
    private void record(List<Window> seconds) {
        while (!cuts.isEmpty() && cuts.getFirst().isDone()) {
            CompletableFuture<Window> cut = cuts.removeFirst();
            if (!cut.isCompletedExceptionally()) {
                recorder.cut(cut.join());
            }
        }
        recorder.add(seconds);
    }

    private void pass(Duration duration, CompletableFuture<?> unless, WindowListener listener) {
        long begun = now();
        spanStart = begun;
        listener.begin(begun);
        watchDeadline(begun);
        long left = duration.toNanos();
        while (left > 0 && !unless.isDone()) {
            context.time().pause().atMost(Duration.ofNanos(Math.min(left, SECOND.toNanos())), unless);
            long now = now();
            List<Window> seconds = context.slot().seconds().last(KEPT, now);
            record(seconds);
            always.seconds(seconds);
            guards.seconds(seconds);
            listener.seconds(seconds);
            watchDeadline(now);
            left = duration.toNanos() - (now - begun);
        }
        listener.end(now());
    }

    private void watchDeadline(long now) {
        if (now - start >= deadline.toNanos()) {
            abort(new EndReason.DeadlinePassed(deadline));
        }
    }
}
