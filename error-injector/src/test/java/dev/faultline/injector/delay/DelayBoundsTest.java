package dev.faultline.injector.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parameters at their bounds: whatever is drawn lies between zero and the longest delay. */
class DelayBoundsTest {

    private static final Percentage ALL = Percentage.ALL;
    private static final Duration ZERO = Duration.ZERO;
    private static final Duration NANO = Duration.ofNanos(1);
    private static final Duration MAX = Delay.MAX;

    /** Returns rows of a delay, and the least and the most that it can draw. */
    static Stream<Arguments> delays() {
        return Stream.of(
                Arguments.of(new FixedDelay(ZERO, ALL), ZERO, ZERO),
                Arguments.of(new FixedDelay(MAX, ALL), MAX, MAX),
                Arguments.of(new UniformDelay(ZERO, ZERO, ALL), ZERO, ZERO),
                Arguments.of(new UniformDelay(ZERO, NANO, ALL), ZERO, NANO),
                Arguments.of(new UniformDelay(MAX, MAX, ALL), MAX, MAX),
                Arguments.of(new UniformDelay(ZERO, MAX, ALL), ZERO, MAX),
                Arguments.of(new NormalDelay(ZERO, ZERO, ALL), ZERO, ZERO),
                Arguments.of(new NormalDelay(ZERO, MAX, ALL), ZERO, MAX),
                Arguments.of(new NormalDelay(MAX, ZERO, ALL), MAX, MAX),
                Arguments.of(new NormalDelay(MAX, MAX, ALL), ZERO, MAX),
                Arguments.of(new LogNormalDelay(NANO, NANO, ALL), NANO, NANO),
                Arguments.of(new LogNormalDelay(NANO, MAX, ALL), ZERO, MAX),
                Arguments.of(new LogNormalDelay(MAX, MAX, ALL), MAX, MAX),
                Arguments.of(new ExponentialDelay(ZERO, ALL), ZERO, ZERO),
                Arguments.of(new ExponentialDelay(NANO, ALL), ZERO, Duration.ofNanos(37)),
                Arguments.of(new ExponentialDelay(MAX, ALL), ZERO, MAX),
                Arguments.of(new ParetoDelay(ZERO, 0.01, ALL), ZERO, ZERO),
                Arguments.of(new ParetoDelay(NANO, 0.01, ALL), NANO, MAX),
                Arguments.of(new ParetoDelay(MAX, 1000.0, ALL), MAX, MAX),
                Arguments.of(new PercentilesDelay(Map.of("0", ZERO), ALL), ZERO, ZERO),
                Arguments.of(new PercentilesDelay(Map.of("0", MAX), ALL), MAX, MAX),
                Arguments.of(new PercentilesDelay(Map.of("100", MAX), ALL), ZERO, MAX),
                Arguments.of(new PercentilesDelay(Map.of("0", NANO, "100", NANO), ALL), NANO, NANO),
                Arguments.of(new PercentilesDelay(Map.of("0.000000001", MAX), ALL), ZERO, MAX),
                Arguments.of(discrete(MAX, 100), MAX, MAX),
                Arguments.of(discrete(MAX, 0), ZERO, ZERO),
                Arguments.of(discrete(ZERO, 100), ZERO, ZERO));
    }

    private static Delay discrete(Duration value, double percentage) {
        return new DiscreteDelay(List.of(new DiscreteDelay.Choice(value, new Percentage(percentage))), ALL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("delays")
    void drawsStayWithinTheBounds(Delay delay, Duration least, Duration most) {
        Delay.Sampler sampler = delay.sampler();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            assertBetween(sampler.sample(random), least, most);
        }
        for (long bits : new long[] {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 11}) {
            assertBetween(sampler.sample(constant(bits, random)), least, most);
        }
        assertEquals(ALL, delay.percentage());
    }

    /** Returns a source whose first draw is extreme, and whose others are not, so that nothing draws forever. */
    private static RandomGenerator constant(long first, RandomGenerator then) {
        boolean[] drawn = new boolean[1];
        return () -> {
            long next = drawn[0] ? then.nextLong() : first;
            drawn[0] = true;
            return next;
        };
    }

    private static void assertBetween(Duration drawn, Duration least, Duration most) {
        assertTrue(
                drawn.compareTo(least) >= 0 && drawn.compareTo(most) <= 0, drawn + " is not in " + least + ".." + most);
    }

    @Test
    void heavyTailsReachTheCutAndStopThere() {
        Delay.Sampler sampler = new ParetoDelay(Duration.ofSeconds(1), 0.1, ALL).sampler();
        SplittableRandom random = new SplittableRandom(4);
        long cut = Stream.generate(() -> sampler.sample(random))
                .limit(10_000)
                .filter(MAX::equals)
                .count();
        // P(X > 300 s) = 300^-0.1 = 0.565, off by 0.005.
        assertEquals(5_650.0, (double) cut, 250.0);
    }
}
