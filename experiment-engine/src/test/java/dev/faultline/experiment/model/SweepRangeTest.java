package dev.faultline.experiment.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The levels of a sweep, without a method. */
class SweepRangeTest {

    private static Sweep.Range range(String from, String to, String step, @Nullable String resolution) {
        return new Sweep.Range(
                Double.valueOf(from),
                Double.valueOf(to),
                Double.valueOf(step),
                "",
                resolution == null ? null : Double.valueOf(resolution));
    }

    /** No level has a digit more than what it is made of, so that each is the number that a person would write. */
    @Test
    void levelsAreTheNumbersThatOneWouldWrite() {
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 2_000; run++) {
            int digits = random.nextInt(5);
            BigDecimal from = BigDecimal.valueOf(random.nextInt(10_000), digits);
            BigDecimal step = BigDecimal.valueOf(random.nextInt(1, 1_000), digits);
            int steps = random.nextInt(1, 200);
            BigDecimal to = from.add(step.multiply(BigDecimal.valueOf(steps)));
            Sweep.Range range = range(from.toString(), to.toString(), step.toString(), null);
            assertEquals(steps + 1, range.count(), range.toString());
            for (int i = 0; i <= steps; i++) {
                BigDecimal level = from.add(step.multiply(BigDecimal.valueOf(i)));
                assertEquals(level.doubleValue(), range.level(i), range.toString());
                assertEquals(level.stripTrailingZeros().toPlainString(), range.written(range.level(i)));
            }
            double low = range.level(0);
            double high = range.level(1);
            OptionalDouble middle = range.between(low, high);
            while (middle.isPresent()) {
                double level = middle.getAsDouble();
                assertTrue(low < level && level < high, () -> range + " " + level);
                BigDecimal written = new BigDecimal(range.written(level));
                int most = Math.max(scale(from), Math.max(scale(to), scale(step)));
                assertTrue(scale(written) <= (most == 0 ? 0 : most + 3), () -> range + " " + written);
                if (random.nextBoolean()) {
                    low = level;
                } else {
                    high = level;
                }
                middle = range.between(low, high);
            }
        }
    }

    private static int scale(BigDecimal number) {
        return Math.max(0, number.stripTrailingZeros().scale());
    }

    @ParameterizedTest(name = "unit {0}: {1}")
    @CsvSource({
        "'', true",
        "ms, true",
        "%, true",
        "/s, true",
        "/1m, true",
        "/500ms, true",
        "/, false",
        "5s, false",
        "/1 m, false"
    })
    void aUnitIsThatOfATimeOrOfARate(String unit, boolean taken) {
        if (taken) {
            Sweep.Range range = new Sweep.Range(10.0, 20.0, 5.0, unit, null);
            assertEquals("15" + unit, range.value(range.level(1)).asText());
        } else {
            assertThrows(InvalidValue.class, () -> new Sweep.Range(10.0, 20.0, 5.0, unit, null));
        }
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({"0.30000000000000004, 0.30000000000000004", "0.3, 0.3", "5, 5", "100, 100", "0.0001, 0.0001"})
    void aLevelIsWrittenInDecimals(double level, String written) {
        Sweep.Range range = range("0", "100", "1", null);
        assertEquals(written, range.written(level));
        assertEquals(written, range.value(level).asText());
    }
}
