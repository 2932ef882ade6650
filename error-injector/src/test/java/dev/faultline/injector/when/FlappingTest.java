package dev.faultline.injector.when;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.value.ChiSquare;
import dev.faultline.platform.wire.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlappingTest {

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration NANO = Duration.ofNanos(1);

    private static Schedule schedule(String period, String outage, String jitter, long seed) {
        return new Flapping(
                        Durations.parse("period", period),
                        Durations.parse("outage", outage),
                        Durations.parse("jitter", jitter))
                .schedule(seed);
    }

    private static Schedule.Outage next(Schedule schedule, Instant from) {
        Schedule.Outage outage = schedule.outage(from);
        assertNotNull(outage);
        return outage;
    }

    /** Returns so many outages in a row. */
    private static List<Schedule.Outage> outages(Schedule schedule, Instant from, int count) {
        List<Schedule.Outage> outages = new ArrayList<>();
        Instant at = from;
        for (int i = 0; i < count; i++) {
            Schedule.Outage outage = next(schedule, at);
            outages.add(outage);
            at = outage.to();
        }
        return outages;
    }

    /** Another version, and another replica, must come to the same outages; so these rows never change. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "/flapping-vectors.csv", delimiter = ';')
    void outagesAreThoseOfTheVectors(long seed, String parameters, String from, String starts) {
        String[] given = parameters.split(" ", -1);
        Schedule schedule = schedule(given[0], given[1], given[2], seed);
        List<String> seen = outages(schedule, Instant.parse(from), 4).stream()
                .map(found -> found.from().toString())
                .toList();
        assertEquals(Arrays.asList(starts.split(" ", -1)), seen);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "2026-01-01T00:00:00Z, 1",
        "2026-01-01T00:00:14.999999999Z, 1",
        "2026-01-01T00:00:15Z, 0",
        "2026-01-01T00:00:59.999999999Z, 0",
        "2026-01-01T00:01:00Z, 1",
        "1970-01-01T00:00:00Z, 1",
        "1969-12-31T23:59:59.999999999Z, 0",
        "1969-12-31T23:59:14.999999999Z, 1",
    })
    void withoutJitterOutagesBeginWithThePeriod(Instant now, double share) {
        assertEquals(share, schedule("60s", "15s", "0s", 1).share(now));
    }

    @ParameterizedTest(name = "{0}/{1}/{2}")
    @CsvSource({"60s, 15s, 45s, 1", "60s, 15s, 1ns, 2", "7s, 1ms, 3s, 3", "1ms, 1ms, 0s, 4", "2ms, 1ms, 1ms, 5"})
    void outagesLieWithinTheirPeriodsAndNeverOverlap(String period, String outage, String jitter, long seed) {
        Schedule schedule = schedule(period, outage, jitter, seed);
        if (period.equals(outage)) {
            assertEquals(new Schedule.Outage(Instant.MIN, Instant.MAX), schedule.outage(NEW_YEAR));
            return;
        }
        long nanos = Durations.parse("", period).toNanos();
        Instant period0 = Instant.EPOCH.plusNanos(
                Duration.between(Instant.EPOCH, NEW_YEAR).toNanos() / nanos * nanos);
        List<Schedule.Outage> outages = outages(schedule, period0, 2_000);
        for (int k = 0; k < outages.size(); k++) {
            Instant start = period0.plusNanos(k * nanos);
            Schedule.Outage found = outages.get(k);
            assertEquals(Durations.parse("", outage), Duration.between(found.from(), found.to()));
            Duration late = Duration.between(start, found.from());
            assertTrue(!late.isNegative() && late.compareTo(Durations.parse("", jitter)) <= 0, "late by " + late);
            assertTrue(!found.to().isAfter(start.plusNanos(nanos)), "leaves its period: " + found);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, -1, 42, Long.MAX_VALUE})
    void jitterIsSpreadEvenly(long seed) {
        // Evenly in itself, and from one period to the next: a table of 10 x 10 tenths of the jitter.
        long[] tenths = new long[10];
        long[][] pairs = new long[10][10];
        int before = -1;
        for (Schedule.Outage outage : outages(schedule("60s", "10s", "50s", seed), NEW_YEAR, 100_000)) {
            long late = Math.floorMod(outage.from().toEpochMilli(), 60_000L);
            int tenth = (int) Math.min(late / 5_000, 9);
            tenths[tenth]++;
            if (before >= 0) {
                pairs[before][tenth]++;
            }
            before = tenth;
        }
        double[] even = new double[10];
        Arrays.fill(even, 0.1);
        ChiSquare.assertFits(tenths, even, "jitter of seed " + seed);
        ChiSquare.assertIndependent(pairs, "neighbours of seed " + seed);
    }

    @Test
    void seedsThatAreNeighboursAreIndependent() {
        long[][] pairs = new long[10][10];
        Schedule one = schedule("60s", "10s", "50s", 7);
        Schedule other = schedule("60s", "10s", "50s", 8);
        Instant at = NEW_YEAR;
        for (int i = 0; i < 100_000; i++, at = at.plusSeconds(60)) {
            pairs[tenth(next(one, at))][tenth(next(other, at))]++;
        }
        ChiSquare.assertIndependent(pairs, "seeds 7 and 8");
    }

    private static int tenth(Schedule.Outage outage) {
        return (int) Math.min(Math.floorMod(outage.from().toEpochMilli(), 60_000L) / 5_000, 9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shareAgreesWithTheOutagesToTheNanosecond(long seed) {
        Schedule schedule = schedule("10s", "2500ms", "7s", seed);
        for (Schedule.Outage outage : outages(schedule, NEW_YEAR, 2_000)) {
            assertEquals(0, schedule.share(outage.from().minus(NANO)), outage::toString);
            assertEquals(1, schedule.share(outage.from()), outage::toString);
            assertEquals(1, schedule.share(outage.to().minus(NANO)), outage::toString);
            assertEquals(0, schedule.share(outage.to()), outage::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void outagesComeInOrderAndAreTheNext(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Schedule schedule = schedule("10s", "2500ms", "7s", seed);
        Instant at = NEW_YEAR;
        Schedule.Outage before = next(schedule, at);
        for (int i = 0; i < 20_000; i++) {
            at = at.plusNanos(random.nextLong(4_000_000_000L));
            Schedule.Outage now = next(schedule, at);
            assertTrue(at.isBefore(now.to()), "is over");
            assertTrue(!now.from().isBefore(before.from()), "goes back");
            assertEquals(schedule.share(at) == 1, now.holds(at));
            before = now;
        }
    }

    @Test
    void equalSeedsAgreeOnEveryOutageOfAYearAndOthersDoNot() {
        int minutes = 365 * 24 * 60;
        List<Schedule.Outage> one = outages(schedule("60s", "15s", "45s", 42), NEW_YEAR, minutes);
        assertEquals(one, outages(schedule("60s", "15s", "45s", 42), NEW_YEAR, minutes));
        List<Schedule.Outage> other = outages(schedule("60s", "15s", "45s", 43), NEW_YEAR, minutes);
        long equal = 0;
        for (int i = 0; i < minutes; i++) {
            equal += one.get(i).equals(other.get(i)) ? 1 : 0;
        }
        assertEquals(0, equal, "a jitter of 45e9 nanoseconds falls alike once in 85000 years");
    }
}
