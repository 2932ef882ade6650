package dev.faultline.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceTimeTest {

    static List<Arguments> texts() {
        return List.of(
                arguments("none", new ServiceTime.None()),
                arguments("fixed:0s", new ServiceTime.Fixed(Duration.ZERO)),
                arguments("fixed:250us", new ServiceTime.Fixed(Duration.ofNanos(250_000))),
                arguments("fixed:1m", new ServiceTime.Fixed(ServiceTime.MAX)),
                arguments("lognormal:5ms,5ms", new ServiceTime.LogNormal(Duration.ofMillis(5), Duration.ofMillis(5))),
                arguments(
                        " lognormal:5ms,40ms", new ServiceTime.LogNormal(Duration.ofMillis(5), Duration.ofMillis(40))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void readsItsThreeForms(String text, ServiceTime expected) {
        assertEquals(expected, ServiceTime.parse("t", text));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "''; t must be none, fixed:5ms or lognormal:5ms,40ms, was \"\"",
                "5ms; t must be none, fixed:5ms or lognormal:5ms,40ms, was \"5ms\"",
                "none:1s; t must be none, fixed:5ms or lognormal:5ms,40ms, was \"none:1s\"",
                "fixed; t must be none, fixed:5ms or lognormal:5ms,40ms, was \"fixed\"",
                "fixed:1s,2s; t must be none, fixed:5ms or lognormal:5ms,40ms, was \"fixed:1s,2s\"",
                "lognormal:1s; t must be none, fixed:5ms or lognormal:5ms,40ms, was \"lognormal:1s\"",
                "normal:1s,2s; t must be none, fixed:5ms or lognormal:5ms,40ms, was \"normal:1s,2s\"",
                "fixed:5; t has a value that must be a duration such as 80ms, 1.5s, 10m or PT10M, was \"5\"",
                "fixed:-1ms; t has a value that must be from 0s to 1m, was -1ms",
                "fixed:61s; t has a value that must be from 0s to 1m, was 61s",
                "lognormal:0s,1s; t has a median that must be from 1ns to 1m, was 0s",
                "lognormal:5ms,2m; t has a p99 that must be from 1ns to 1m, was 2m",
                "lognormal:40ms,5ms; t has a p99 that must not be below the median, 40ms, was 5ms"
            })
    void refusesTheRestInASentence(String text, String sentence) {
        InvalidValue e = assertThrows(InvalidValue.class, () -> ServiceTime.parse("t", text));
        assertEquals(sentence, e.getMessage());
    }

    @Test
    void drawsTheMedianAndTheP99ThatWereAsked() {
        ServiceTime time = ServiceTime.parse("t", "lognormal:5ms,40ms");
        RandomGenerator random = new SplittableRandom(42);
        double[] millis = IntStream.range(0, 100_000)
                .mapToDouble(i -> time.sample(random).toNanos() / 1e6)
                .sorted()
                .toArray();
        assertEquals(5, millis[50_000], 0.1);
        assertEquals(40, millis[99_000], 2);
    }

    @Test
    void neverDrawsMoreThanTheBound() {
        ServiceTime wild = ServiceTime.parse("t", "lognormal:1ns,1m");
        RandomGenerator random = new SplittableRandom(1);
        assertTrue(IntStream.range(0, 10_000)
                .mapToObj(i -> wild.sample(random))
                .allMatch(t -> !t.isNegative() && t.compareTo(ServiceTime.MAX) <= 0));
    }
}
