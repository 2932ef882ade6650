package dev.faultline.load.send;

import dev.faultline.load.pace.Pace;
import dev.faultline.load.plan.LoadPlan;
import java.util.random.RandomGenerator;

/**
 * The arrivals under one plan. A changed plan is a new segment, whose first arrival is due after what was left of the
 * wait for the next one, scaled to the new rate: so a change makes neither a gap nor a burst, however slow the old rate
 * was. That is exact for both arrivals: of a constant distance the same part is left, and what is left of an
 * exponential wait is exponential, with a mean that scales. Confined to one thread.
 */
final class Segment {

    private final LoadPlan plan;
    private final Destination destination;
    private final Pace pace;
    private final long origin;
    private final long end;
    private long due;

    /**
     * @param begun when the plan comes into force, of the monotonic clock
     * @param origin the moment that the pace's offsets count from, and for now the next arrival
     */
    private Segment(LoadPlan plan, Destination destination, long begun, long origin, RandomGenerator random) {
        this.plan = plan;
        this.destination = destination;
        this.pace = plan.arrival().pace(plan.rate(), random);
        this.origin = origin;
        this.end = plan.duration() == null
                ? Long.MAX_VALUE
                : begun + plan.duration().toNanos();
        this.due = origin;
    }

    /** Returns the segment of a plan before which nothing was sent. */
    static Segment first(LoadPlan plan, Destination destination, long now, RandomGenerator random) {
        Segment first = new Segment(plan, destination, now, now, random);
        first.advance();
        return first;
    }

    /** Returns the segment of the plan that takes over from this one. */
    Segment then(LoadPlan next, Destination to, long now, RandomGenerator random) {
        double left = Math.max(0, due - now) * plan.rate() / next.rate();
        return new Segment(next, to, now, now + Math.round(left), random);
    }

    LoadPlan plan() {
        return plan;
    }

    Destination destination() {
        return destination;
    }

    /** Returns when the next arrival is due. */
    long due() {
        return due;
    }

    /** Goes on to the arrival after. */
    void advance() {
        due = origin + pace.nextNanos();
    }

    /** Returns whether the next arrival would lie beyond the plan's duration. */
    boolean over() {
        return plan.duration() != null && due - end > 0;
    }
}
