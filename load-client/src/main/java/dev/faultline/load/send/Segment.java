package dev.faultline.load.send;

import dev.faultline.load.pace.Pace;
import dev.faultline.load.plan.LoadPlan;
import java.util.random.RandomGenerator;

/**
 * The arrivals under one plan. A changed plan is a new segment that goes on from the last arrival of the old one, so
 * that the change makes neither a gap nor a burst. Confined to one thread.
 */
final class Segment {

    private final LoadPlan plan;
    private final Destination destination;
    private final Pace pace;
    private final long start;
    private final long end;
    private long last;
    private long due;

    /** @param start the moment that offsets count from, of the monotonic clock */
    Segment(LoadPlan plan, Destination destination, long start, RandomGenerator random) {
        this.plan = plan;
        this.destination = destination;
        this.pace = plan.arrival().pace(plan.rate(), random);
        this.start = start;
        this.end = plan.duration() == null
                ? Long.MAX_VALUE
                : start + plan.duration().toNanos();
        this.last = start;
        this.due = start + pace.nextNanos();
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

    /** Returns when the last arrival was due; the start if there was none. */
    long last() {
        return last;
    }

    /** Goes on to the arrival after. */
    void advance() {
        last = due;
        due = start + pace.nextNanos();
    }

    /** Returns whether the next arrival would lie beyond the plan's duration. */
    boolean over() {
        return plan.duration() != null && due - end > 0;
    }
}
