package dev.faultline.load.drive;

import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Shed;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Retries;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Issues the requests of one plan, and repeats what failed as far as the plan allows. Confined to the loop. */
final class Issue {

    private final Loop loop;
    private final Meter meter;
    private final Places places;
    private final Sender sender;
    private final LoadPlan plan;
    private final Mix mix;
    private final Chance chance;
    private final @Nullable RetryBudget budget;
    private final Set<Repeat> repeats = new LinkedHashSet<>();
    private Consumer<Result> whenFinished = result -> {};
    private int open;
    private boolean retired;
    private boolean stopped;
    private boolean closed;

    /** What is to be sent again, or given up. */
    private record Repeat(Loop.Timer timer, Runnable giveUp) {}

    Issue(LoadPlan plan, Sender sender, Chance chance, Surroundings around) {
        this.loop = around.loop();
        this.meter = around.meter();
        this.places = around.places();
        this.sender = sender;
        this.plan = plan;
        this.chance = chance;
        this.mix = new Mix(plan.requests(), chance.mix());
        Retries retries = plan.retries();
        this.budget = retries == null ? null : new RetryBudget(retries.budget().fraction());
    }

    LoadPlan plan() {
        return plan;
    }

    /** Returns what this draws from. */
    Chance chance() {
        return chance;
    }

    Meter meter() {
        return meter;
    }

    Sender sender() {
        return sender;
    }

    /** Calls back with the result of each request that was sent. */
    void whenFinished(Consumer<Result> callback) {
        whenFinished = callback;
    }

    /** Counts a request that is due, and sends it unless there is no place for it. */
    void arrive(long due) {
        meter.arrived();
        // Callers who wait for their answers bound themselves.
        if (!places.take(
                plan.demand().closed() ? Integer.MAX_VALUE : plan.transport().maxInFlight())) {
            meter.shed(Shed.FULL);
            return;
        }
        open++;
        if (budget != null) {
            budget.earn();
        }
        Phase phase = meter.phase();
        phase.began();
        new Request(this, phase, mix.draw(), due).begin();
    }

    /** Counts a request that is due but too late to be sent. */
    void tooLate() {
        meter.arrived();
        meter.shed(Shed.LATE);
    }

    /** Returns whether a request that has failed so often is sent again. */
    boolean repeats(Request request, int attempts) {
        Retries retries = plan.retries();
        if (retries == null || budget == null || stopped || attempts > retries.limit()) {
            return false;
        }
        boolean granted = budget.spend();
        if (!granted) {
            meter.repetition(request.due(), false);
        }
        return granted;
    }

    /** Draws how long to wait after that many attempts. */
    long backoff(int attempts) {
        Retries retries = plan.retries();
        return retries == null ? 0 : retries.waitNanos(attempts, chance.jitter());
    }

    /** Does that at that time, or gives up when the load is stopped before. */
    void later(long when, LongConsumer repeat, Runnable giveUp) {
        Repeat[] self = new Repeat[1];
        Loop.Timer timer = loop.at(when, () -> {
            repeats.remove(self[0]);
            repeat.accept(when);
        });
        self[0] = new Repeat(timer, giveUp);
        repeats.add(self[0]);
    }

    /** Tells that a request has its result. */
    void finished(Result result) {
        whenFinished.accept(result);
    }

    /** Tells that nothing of a request is under way any more. */
    void left() {
        places.leave();
        open--;
        closeIfDone();
    }

    /** Begins nothing new any more, and closes the sender when the last attempt has ended. */
    void retire() {
        retired = true;
        whenFinished = result -> {};
        closeIfDone();
    }

    /** Repeats nothing any more either. */
    void giveUp() {
        stopped = true;
        for (Repeat repeat : List.copyOf(repeats)) {
            repeat.timer().cancel();
            repeats.remove(repeat);
            repeat.giveUp().run();
        }
        retire();
    }

    private void closeIfDone() {
        if (retired && open == 0 && !closed) {
            closed = true;
            sender.close();
        }
    }
}
