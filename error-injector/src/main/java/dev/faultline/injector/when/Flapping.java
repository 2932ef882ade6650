package dev.faultline.injector.when;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/**
 * Again and again: one outage in every period. Periods are counted from the epoch of the wall clock, so that replicas
 * agree without talking to each other: without jitter, the outages of {@code period} 60s begin at the full minutes.
 *
 * <p>With jitter, the outage of period k begins up to {@code jitter} later, by a draw that the seed and k alone determine:
 * {@code start(k) = k * period + U(seed, k)}, U uniform on [0, jitter].
 *
 * @param outage from 1ms to the period, which it then fills without end
 * @param jitter at most what is left of the period; zero if not given
 */
@JsonTypeName("flapping")
public record Flapping(@Required Duration period, @Required Duration outage, Duration jitter) implements When {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** @throws dev.faultline.platform.wire.InvalidValue if a field breaks its rule */
    public Flapping {
        Require.between("period", period, SHORTEST, LONGEST);
        Require.between("outage", outage, SHORTEST, LONGEST);
        Require.that(outage.compareTo(period) <= 0, "outage", "must not be above period", Durations.format(outage));
        jitter = jitter == null ? Duration.ZERO : jitter;
        Require.that(
                !jitter.isNegative() && jitter.compareTo(period.minus(outage)) <= 0,
                "jitter",
                "must be from 0s to what the outage leaves of the period, " + Durations.format(period.minus(outage)),
                Durations.format(jitter));
    }

    @Override
    public Schedule schedule(long seed) {
        if (outage.equals(period)) {
            // One outage that does not end, rather than many of which each ends as the next begins.
            return new Always().schedule(seed);
        }
        return new Schedule() {
            @Override
            public double share(Instant now) {
                return Flapping.this.outage(number(now), seed).holds(now) ? 1 : 0;
            }

            @Override
            public Schedule.Outage outage(Instant from) {
                long k = number(from);
                Schedule.Outage here = Flapping.this.outage(k, seed);
                return from.isBefore(here.to()) ? here : Flapping.this.outage(k + 1, seed);
            }
        };
    }

    /** Returns the number of the period at that instant, counted from the epoch. */
    private long number(Instant now) {
        return Math.floorDiv(ChronoUnit.NANOS.between(Instant.EPOCH, now), period.toNanos());
    }

    /** Returns the outage of the period numbered k, counted from the epoch. */
    private Schedule.Outage outage(long k, long seed) {
        long late = jitter.isZero() ? 0 : new SplittableRandom(mixed(seed, k)).nextLong(jitter.toNanos() + 1);
        Instant from = Instant.EPOCH.plusNanos(k * period.toNanos() + late);
        return new Schedule.Outage(from, from.plus(outage));
    }

    /** Keeps seeds that are neighbours from giving periods that are. */
    private static long mixed(long seed, long k) {
        return new SplittableRandom(seed).nextLong() + k;
    }
}
