package dev.faultline.injector.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PartitionTest {

    /** The 99.9th percentile of chi-square with three degrees of freedom. */
    private static final double CHI_SQUARE_LIMIT = 16.27;

    private static List<Percentage> shares(double... values) {
        return DoubleStream.of(values).mapToObj(Percentage::new).toList();
    }

    @Test
    void drawsFallIntoTheSharesAsOftenAsTheyAreWide() {
        Partition partition = new Partition(shares(0.5, 20, 30));
        double[] expected = {0.005, 0.2, 0.3, 0.495};
        long[] seen = new long[4];
        SplittableRandom random = new SplittableRandom(1);
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            int chosen = partition.pick(random.nextDouble());
            seen[chosen == Partition.REST ? 3 : chosen]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < seen.length; i++) {
            double wanted = expected[i] * draws;
            chiSquare += (seen[i] - wanted) * (seen[i] - wanted) / wanted;
        }
        assertTrue(chiSquare < CHI_SQUARE_LIMIT, "chi-square " + chiSquare);
    }

    @Test
    void boundsBelongToTheShareAbove() {
        Partition partition = new Partition(shares(25, 0, 25));
        assertEquals(0, partition.pick(0));
        assertEquals(0, partition.pick(Math.nextDown(0.25)));
        assertEquals(2, partition.pick(0.25));
        assertEquals(Partition.REST, partition.pick(0.5));
    }

    @Test
    void nothingEscapesAHundredPercentAndNothingIsHitByZero() {
        double last = Math.nextDown(1.0);
        assertEquals(0, new Partition(shares(100)).pick(last));
        assertEquals(2, new Partition(shares(33.3, 33.3, 33.4)).pick(last));
        assertEquals(2, new Partition(shares(33.33333, 33.33333, 33.33333)).pick(last));
        assertEquals(Partition.REST, new Partition(shares(0)).pick(0));
        assertEquals(Partition.REST, new Partition(shares()).pick(0));
        assertTrue(new Partition(shares(100)).isCertain());
        assertFalse(new Partition(shares(99.99)).isCertain());
    }

    @Test
    void sumsAreLookedAtToFourDecimalPlaces() {
        Partition.check("aborts", shares(99, 1.00001));
        InvalidValue tooMuch = assertThrows(InvalidValue.class, () -> Partition.check("aborts", shares(99, 1.0001)));
        assertEquals("aborts must add up to at most 100 %, was 100.0001 %", tooMuch.getMessage());
    }
}
