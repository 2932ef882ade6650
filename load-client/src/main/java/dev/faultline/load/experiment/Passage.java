package dev.faultline.load.experiment;

import dev.faultline.load.measure.Window;
import dev.faultline.wire.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets time pass, second by second, and has those look who must: the timeline, the guards, and whoever judges what goes
 * on. Confined to the thread of the experiment but for {@link #abort(String)}.
 */
final class Passage {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CompletableFuture<String> abort = new CompletableFuture<>();
    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private final Surroundings around;
    private final Life life;
    private final Duration deadline;
    private final Timeline timeline;
    private final StepLog steps;
    private final Deque<CompletableFuture<Window>> cuts = new ArrayDeque<>();
    private final long start;
    private final Instant since;
    private Onlooker guards = Onlooker.NOBODY;

    /** Looks at the seconds of a span of time. */
    interface Onlooker {

        /** Does not look. */
        Onlooker NOBODY = new Onlooker() {};

        /** The span begins. */
        default void begin(long now) {}

        /** These are the seconds that ended lately, oldest first; some of them were there before. */
        default void look(List<Window> seconds) {}

        /** The span has ended. */
        default void end(long now) {}
    }

    Passage(Surroundings around, Life life, Duration deadline) {
        this.around = around;
        this.life = life;
        this.deadline = deadline;
        this.start = around.time().now();
        this.since = around.time().clock().instant();
        this.timeline = new Timeline(start);
        this.steps = new StepLog(this::seconds);
        cut();
    }

    /** Ends what can be ended as soon as can be; of several reasons the first counts. Threadsafe. */
    void abort(String reason) {
        abort.complete(reason);
    }

    /** Returns what happens when it is to end. */
    CompletableFuture<?> aborted() {
        return abort;
    }

    /** Has guards look from now on, until they are replaced. */
    void guard(Onlooker wanted) {
        guards = wanted;
        guards.begin(now());
    }

    /** Lets that much time pass and has the onlooker see each second of it. */
    void pass(Duration duration, Onlooker onlooker) throws Aborted {
        walk(duration, abort, onlooker);
        throwIfAborted();
    }

    /** As {@link #pass}, whatever happens meanwhile. */
    void passCalmly(Duration duration, Onlooker onlooker) {
        walk(duration, never, onlooker);
    }

    void throwIfAborted() throws Aborted {
        if (abort.isDone()) {
            throw new Aborted(abort.join());
        }
    }

    /** Returns where steps are written down. */
    StepLog steps() {
        return steps;
    }

    /**
     * Enters the next state, and cuts the second that is under way there, so that what ended before is told apart from what
     * ends from now on. Fails as {@link Life#enter} does.
     */
    void enter(State next) {
        life.enter(next);
        cut();
    }

    private void cut() {
        cuts.add(around.lane().traffic().cut());
    }

    /** What was cut off a second is known before that second is. */
    private void tell(List<Window> seconds) {
        while (!cuts.isEmpty() && cuts.getFirst().isDone()) {
            CompletableFuture<Window> cut = cuts.removeFirst();
            if (!cut.isCompletedExceptionally()) {
                timeline.cut(cut.join());
            }
        }
        timeline.add(seconds, life);
    }

    /** Ends the story and returns all that is known of when what happened. */
    Chronicle chronicle() {
        cut();
        // The last part of a second is worth little waiting.
        CompletableFuture<?> last = CompletableFuture.allOf(cuts.toArray(CompletableFuture[]::new));
        boolean unused = last.handle((done, failure) -> true)
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        tell(around.lane().seconds().last(KEPT, now()));
        timeline.end(life);
        return new Chronicle(since, life.passed(start, now()), steps.results(), steps.leftOut(), timeline.moments());
    }

    /** Returns the time as results tell it, in seconds from {@link Chronicle#since()}. */
    double seconds() {
        return (now() - start) / 1e9;
    }

    long now() {
        return around.time().now();
    }

    private void walk(Duration duration, CompletableFuture<?> unless, Onlooker onlooker) {
        long begun = now();
        onlooker.begin(begun);
        watchDeadline(begun);
        long left = duration.toNanos();
        while (left > 0 && !unless.isDone()) {
            around.time().pause().atMost(Duration.ofNanos(Math.min(left, SECOND.toNanos())), unless);
            long now = now();
            List<Window> seconds = around.lane().seconds().last(KEPT, now);
            tell(seconds);
            guards.look(seconds);
            onlooker.look(seconds);
            watchDeadline(now);
            left = duration.toNanos() - (now - begun);
        }
        onlooker.end(now());
    }

    private void watchDeadline(long now) {
        if (now - start >= deadline.toNanos()) {
            abort("the deadline of " + Durations.format(deadline) + " has passed");
        }
    }
}
