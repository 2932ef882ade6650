package dev.faultline.load.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.wire.InvalidValue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    @ParameterizedTest(name = "at {0}/s arrival {1} is due at {2} ns")
    @CsvSource({
        "1, 1, 1000000000",
        "2, 3, 1500000000",
        "1000, 1, 1000000",
        "3, 3, 1000000000",
        "3, 1, 333333333",
        "0.5, 2, 4000000000",
        // After a day at 3/s there is no drift.
        "3, 259200, 86400000000000",
    })
    void constantArrivalsAreDueAtTheirMultiple(double rate, int arrival, long due) {
        Pace pace = new ConstantPace(rate);
        for (int i = 1; i < arrival; i++) {
            pace.nextNanos();
        }
        assertEquals(due, pace.nextNanos());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void refusesARateThatIsNotAboveZero(double rate) {
        assertThrows(InvalidValue.class, () -> new ConstantPace(rate));
        assertThrows(InvalidValue.class, () -> new PoissonPace(rate, new SplittableRandom(1)));
    }

    /** Kolmogorov-Smirnov against the exponential distribution; the bound is that of alpha = 1 %, the seed fixed. */
    @Test
    void poissonGapsAreExponential() {
        int n = 100_000;
        double rate = 500;
        Pace pace = new PoissonPace(rate, new SplittableRandom(42));
        double[] gaps = new double[n];
        long before = 0;
        for (int i = 0; i < n; i++) {
            long due = pace.nextNanos();
            gaps[i] = (due - before) / 1e9;
            before = due;
        }
        assertEquals(n / rate, before / 1e9, 3 * Math.sqrt(n) / rate);
        java.util.Arrays.sort(gaps);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double cdf = 1 - Math.exp(-rate * gaps[i]);
            distance = Math.max(distance, Math.max(cdf - (double) i / n, (i + 1.0) / n - cdf));
        }
        assertTrue(distance < 1.63 / Math.sqrt(n), "distance " + distance);
    }
}
