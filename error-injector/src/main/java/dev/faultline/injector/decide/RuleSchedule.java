package dev.faultline.injector.decide;

import dev.faultline.injector.when.Always;
import dev.faultline.injector.when.Schedule;
import dev.faultline.injector.when.When;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** When a rule holds within the life of its plan. Threadsafe. */
public final class RuleSchedule {

    private final boolean always;
    private final Schedule schedule;
    private final @Nullable Instant end;
    private final InstantSource clock;

    /**
     * Prepares the schedule of a rule.
     *
     * @param when null for always
     * @param seed of the plan
     * @param end of the plan; null if it has none
     */
    public RuleSchedule(@Nullable When when, long seed, @Nullable Instant end, InstantSource clock) {
        When effective = when == null ? new Always() : when;
        always = effective instanceof Always;
        schedule = effective.schedule(seed);
        this.end = end;
        this.clock = clock;
    }

    boolean isAlways() {
        return always;
    }

    double share(Instant now) {
        return schedule.share(now);
    }

    Instant now() {
        return clock.instant();
    }

    /** Returns how long the outage lasts that is on now; null if it has no end, none is on, or the clock does not tell. */
    @Nullable
    Duration left() {
        Instant now = now();
        Schedule.Outage outage = outage(now);
        return outage == null || !outage.holds(now) || outage.to().equals(Instant.MAX)
                ? null
                : Duration.between(now, outage.to());
    }

    /** Returns the outage at that instant, or else the next one after it; null if there will be none, or the clock does not tell. */
    public Schedule.@Nullable Outage outage(Instant from) {
        Schedule.Outage outage = schedule.outage(from);
        if (outage == null || end == null || outage.to().isBefore(end)) {
            return outage;
        }
        return outage.from().isBefore(end) && from.isBefore(end) ? new Schedule.Outage(outage.from(), end) : null;
    }
}
