package dev.faultline.load.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.schedule.RateProfile.BurstRate;
import dev.faultline.load.schedule.RateProfile.ConstantRate;
import dev.faultline.load.schedule.RateProfile.RampRate;
import dev.faultline.load.schedule.RateProfile.StagedRate;
import dev.faultline.load.schedule.RateProfile.StepRate;
import dev.faultline.platform.wire.InvalidValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RateProfileTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;

    static Stream<RateProfile> profiles() {
        SplittableRandom random = new SplittableRandom(7);
        List<RateProfile> profiles = new ArrayList<>(List.of(
                new ConstantRate(50, 10 * SECOND),
                new ConstantRate(0.7, 10 * SECOND),
                new RampRate(0, 1_000, 10 * SECOND),
                new RampRate(1_000, 0, 10 * SECOND),
                new RampRate(50, 50, 10 * SECOND),
                new RampRate(0, 0, SECOND),
                new StepRate(0, 1_000, 300, SECOND),
                new StepRate(1_000, 0, 100, SECOND),
                new StepRate(5, 5, 1, SECOND),
                new BurstRate(0, 100, SECOND, 10 * SECOND),
                new BurstRate(33, 7, SECOND / 3, 10 * SECOND),
                StagedRate.of(List.of(new ConstantRate(50, SECOND)), SECOND / 2)));
        for (int i = 0; i < 200; i++) {
            profiles.add(sequence(random));
        }
        return profiles.stream();
    }

    private static StagedRate sequence(SplittableRandom random) {
        List<RateProfile> parts = new ArrayList<>();
        long length = 0;
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            parts.add(part(random));
            length += parts.get(parts.size() - 1).lengthNanos();
        }
        return StagedRate.of(parts, random.nextBoolean() ? RateProfile.NEVER : random.nextLong(1, 2 * length));
    }

    private static RateProfile part(SplittableRandom random) {
        long length = random.nextLong(1_000_000, 5 * SECOND);
        double from = random.nextInt(3) == 0 ? 0 : random.nextDouble(2_000);
        double to = random.nextInt(3) == 0 ? 0 : random.nextDouble(2_000);
        return switch (random.nextInt(4)) {
            case 0 -> new ConstantRate(from, length);
            case 1 -> new RampRate(from, to, length);
            case 2 -> new StepRate(from, to, random.nextDouble(100, 1_000), length / 10);
            default -> new BurstRate(from, random.nextInt(1, 50), random.nextLong(1, length + 1), length);
        };
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void asManyArrivalsAreDueAsTheAreaHolds(RateProfile profile) {
        double total = profile.areaAt(profile.lengthNanos());
        Schedule schedule = Schedule.first(profile, InterArrival.CONSTANT, Shard.WHOLE);
        long count = 0;
        long before = 0;
        while (schedule.due() != RateProfile.NEVER) {
            assertTrue(schedule.due() >= before, "before the one before");
            assertTrue(schedule.due() <= profile.lengthNanos(), "after the end");
            before = schedule.due();
            count++;
            schedule.advance();
        }
        assertEquals((long) Math.floor(total + 1e-6), count, "of " + total);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void offsetsAndAreasInvertEachOther(RateProfile profile) {
        SplittableRandom random = new SplittableRandom(11);
        double total = profile.areaAt(profile.lengthNanos());
        for (int i = 0; i < 200; i++) {
            double area = random.nextDouble() * total;
            long offset = profile.offsetOf(area);
            // To the nearest nanosecond, of which at most some 3,000 a second make 3e-6 of an arrival.
            assertTrue(profile.areaAt(offset + 1) >= area - 1e-6, () -> area + " is not reached at " + offset);
            assertTrue(offset == 0 || profile.areaAt(offset - 1) <= area + 1e-5, () -> area + " before " + offset);
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theAreaBeginsAtNothingNeverFallsAndGrowsByTheRate(RateProfile profile) {
        assertEquals(0, profile.areaAt(0));
        assertEquals(0, profile.offsetOf(0));
        assertEquals(0, profile.offsetOf(-1));
        SplittableRandom random = new SplittableRandom(13);
        double before = 0;
        for (long at = 0; at < profile.lengthNanos(); at += random.nextLong(1, profile.lengthNanos() / 50 + 2)) {
            assertTrue(profile.areaAt(at) >= before - 1e-9);
            assertTrue(profile.rateAt(at) >= 0);
            before = profile.areaAt(at);
        }
        double total = profile.areaAt(profile.lengthNanos());
        assertEquals(total, profile.areaAt(RateProfile.NEVER));
        assertEquals(0, profile.rateAt(profile.lengthNanos()));
        assertEquals(RateProfile.NEVER, profile.offsetOf(total + 1e-6));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void withoutBurstsNoTwoConstantArrivalsAreDueTogether(RateProfile profile) {
        Schedule schedule = Schedule.first(profile, InterArrival.CONSTANT, Shard.WHOLE);
        boolean bursts = profile instanceof BurstRate || profile instanceof StagedRate;
        long before = -1;
        while (schedule.due() != RateProfile.NEVER && !bursts) {
            assertTrue(schedule.due() > before);
            before = schedule.due();
            schedule.advance();
        }
    }

    @ParameterizedTest(name = "{0} -> {1}/s in {2} s: arrival {3} is due at {4} s")
    @CsvSource({
        // a = s t^2 / 2 with s = 100: t = sqrt(a / 50)
        "0, 1000, 10, 1, 0.141421356",
        "0, 1000, 10, 50, 1",
        "0, 1000, 10, 5000, 10",
        // Seen from its end: 10 - sqrt((5000 - a) / 50)
        "1000, 0, 10, 4999, 9.858578644",
        "1000, 0, 10, 4950, 9",
        "1000, 0, 10, 5000, 10",
        // 100 t + 20 t^2 = 1000: t = (-100 + sqrt(10000 + 80000)) / 40
        "100, 500, 10, 1000, 5",
        // 500 t - 20 t^2 = 2000: t = (500 - sqrt(250000 - 160000)) / 40
        "500, 100, 10, 2000, 5",
        "200, 200, 10, 1000, 5",
    })
    void rampsAreTheirClosedForm(double from, double to, long seconds, double area, double due) {
        assertEquals(due, new RampRate(from, to, seconds * SECOND).offsetOf(area) / 1e9, 1e-9);
    }

    /** The slope of a day to a rate of 0: half of the digits would be 0.9 ms. */
    @Test
    void theLastArrivalsOfALongRampDownAreExact() {
        RampRate up = new RampRate(0, 5_000, DAY);
        RampRate down = new RampRate(5_000, 0, DAY);
        double total = down.areaAt(DAY);
        for (int k = 0; k < 1_000; k++) {
            long off = DAY - up.offsetOf(k) - down.offsetOf(total - k);
            assertTrue(Math.abs(off) <= 1, "the last but " + k + " is off by " + off);
        }
    }

    @ParameterizedTest(name = "{0} -> {1} by {2} goes through {3} rates and holds {4}")
    @CsvSource({
        "100, 500, 100, 5, 1500",
        "500, 100, 100, 5, 1500",
        "100, 500, 150, 4, 1250",
        "0, 0.3, 0.1, 4, 0.6",
        "0.1, 0.7, 0.1, 7, 2.8",
        "5, 5, 3, 1, 5",
        "1, 2, 100, 2, 3",
        "1, 1000000, 1, 1000000, 500000500000",
    })
    void staircasesHoldEachRateAsLong(double from, double to, double step, long rates, double area) {
        StepRate stairs = new StepRate(from, to, step, SECOND);
        assertEquals(rates * SECOND, stairs.lengthNanos());
        assertEquals(area, stairs.areaAt(stairs.lengthNanos()), 1e-9 * area);
        assertEquals(from, stairs.rateAt(0));
        assertEquals(to, stairs.rateAt(stairs.lengthNanos() - 1));
        assertEquals(stairs.lengthNanos(), stairs.offsetOf(area));
    }

    /** Rates 1 to 1,000,000, a second each: arrival 500,000 * 1,000,001 / 2 ends the 500,000th. */
    @Test
    void aMillionStepsAreFoundByHalving() {
        StepRate stairs = new StepRate(1, 1_000_000, 1, SECOND);
        for (long n = 1; n < 1_000_000; n += 997) {
            assertEquals(n * SECOND, stairs.offsetOf(n * (n + 1) / 2.0));
            assertEquals(n * (n + 1) / 2.0, stairs.areaAt(n * SECOND));
            assertEquals(n * SECOND + Math.round(1e9 / (n + 1)), stairs.offsetOf(n * (n + 1) / 2.0 + 1));
        }
    }

    @ParameterizedTest(name = "arrival {0} is due at {1} ms")
    @CsvSource({
        // 10/s and 5 more at the end of each second: 15 a second.
        "1, 100",
        "9, 900",
        "10, 1000",
        "11, 1000",
        "15, 1000",
        "16, 1100",
        "30, 2000",
        "45, 3000",
        "47, 3200",
        "50, 3500",
    })
    void burstsComeAtTheEndOfEachPeriod(double area, long due) {
        assertEquals(due * 1_000_000, new BurstRate(10, 5, SECOND, 3_500_000_000L).offsetOf(area));
    }

    @Test
    void pausesAreSkipped() {
        StagedRate sequence = StagedRate.of(
                List.of(
                        new ConstantRate(0, SECOND),
                        new ConstantRate(10, SECOND),
                        new ConstantRate(0, SECOND),
                        new RampRate(0, 0, SECOND),
                        new StepRate(0, 20, 10, SECOND),
                        new ConstantRate(0, SECOND)),
                RateProfile.NEVER);
        assertEquals(SECOND + SECOND / 10, sequence.offsetOf(1));
        assertEquals(2 * SECOND, sequence.offsetOf(10), "the last of a stage is due at its end, not after the pause");
        assertEquals(5 * SECOND + SECOND / 10, sequence.offsetOf(11));
        assertEquals(7 * SECOND, sequence.offsetOf(40));
        assertEquals(RateProfile.NEVER, sequence.offsetOf(41));
        assertEquals(8 * SECOND, sequence.lengthNanos());
    }

    /** Ten times 0.1 is a little less than 1. */
    @Test
    void whatRoundingLosesIsNotCarriedOverAPause() {
        List<RateProfile> parts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            parts.add(new ConstantRate(0.1, SECOND));
        }
        parts.add(new ConstantRate(0, 3_600 * SECOND));
        parts.add(new ConstantRate(1, SECOND));
        StagedRate sequence = StagedRate.of(parts, RateProfile.NEVER);
        assertTrue(sequence.areaAt(10 * SECOND) < 1, "else this shows nothing");
        assertEquals(10 * SECOND, sequence.offsetOf(1));
    }

    @Test
    void aSequenceMayEndBeforeItsLastPart() {
        StagedRate sequence =
                StagedRate.of(List.of(new ConstantRate(10, SECOND), new ConstantRate(20, SECOND)), SECOND + SECOND / 2);
        assertEquals(SECOND + SECOND / 2, sequence.lengthNanos());
        assertEquals(20, sequence.areaAt(RateProfile.NEVER));
        assertEquals(SECOND + SECOND / 2, sequence.offsetOf(20));
        assertEquals(RateProfile.NEVER, sequence.offsetOf(21));
        assertEquals(20, sequence.rateAt(SECOND));
        assertEquals(0, sequence.rateAt(SECOND + SECOND / 2));
    }

    @Test
    void aRateWithoutAnEndNeverStops() {
        ConstantRate flat = new ConstantRate(3, RateProfile.NEVER);
        assertEquals(DAY, flat.offsetOf(3 * 86_400));
        assertEquals(3, flat.rateAt(DAY));
        assertEquals(RateProfile.NEVER, new ConstantRate(0, RateProfile.NEVER).offsetOf(1));
    }

    static Stream<Executable> wrong() {
        return Stream.of(
                () -> new ConstantRate(-1, 1),
                () -> new ConstantRate(Double.NaN, 1),
                () -> new ConstantRate(Double.POSITIVE_INFINITY, 1),
                () -> new ConstantRate(1, 0),
                () -> new RampRate(-1, 1, 1),
                () -> new RampRate(1, -1, 1),
                () -> new StepRate(0, 1, 0, 1),
                () -> new StepRate(1, 1, 0, 1),
                () -> new StepRate(0, 1, -1, 1),
                () -> new StepRate(0, 10, 1e-6, 1),
                () -> new StepRate(0, 1, 1, 0),
                () -> new StepRate(0, 1, 1, Long.MAX_VALUE),
                () -> new BurstRate(0, 0, 1, 1),
                () -> new BurstRate(0, 1, 2, 1),
                () -> new BurstRate(-1, 1, 1, 1),
                () -> StagedRate.of(List.of(), 1));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWhatIsNoProfile(Executable profile) {
        assertThrows(InvalidValue.class, profile);
    }
}
