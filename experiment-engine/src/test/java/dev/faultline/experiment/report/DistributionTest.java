package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {

    private static Latencies times(double... millis) {
        Tally tally = new Tally();
        for (double each : millis) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 0);
            instants.connected(0);
            instants.firstByte(0);
            instants.ended(Math.round(each * 1e6));
            tally.record(instants, Result.answered(200, false, false, false));
        }
        return tally.select(Scope.ATTEMPTS).latency();
    }

    @Test
    void ofNothingThereIsNone() {
        assertEquals(List.of(), Distribution.of(times()).buckets());
    }

    @ParameterizedTest(name = "{0} ms lies above {1} and up to {2}")
    @CsvSource({"0.001, 0, 0.01", "1.1, 1, 1.26", "3, 2.51, 3.16", "99, 79.4, 100", "150, 126, 158", "5000, 3980, 5010"
    })
    void aTimeLiesInItsBucket(double millis, double above, double upTo) {
        assertEquals(
                List.of(new Distribution.Bucket(above, upTo, 1)),
                Distribution.of(times(millis)).buckets());
    }

    @Test
    void theBucketsBetweenAreThereAndTheSharesAddUp() {
        List<Distribution.Bucket> buckets =
                Distribution.of(times(1.1, 1.1, 1.1, 11)).buckets();
        assertEquals(11, buckets.size());
        assertEquals(0.75, buckets.get(0).share());
        assertEquals(0, buckets.get(5).share());
        assertEquals(0.25, buckets.get(10).share());
        for (int i = 1; i < buckets.size(); i++) {
            assertEquals(buckets.get(i - 1).upTo(), buckets.get(i).above(), "no gap");
        }
    }

    @Test
    void howeverFarApartTimesAreTheNumberIsBounded() {
        List<Distribution.Bucket> buckets =
                Distribution.of(times(0.001, 80_000_000)).buckets();
        assertTrue(buckets.size() <= Distribution.MOST, () -> "" + buckets.size());
        assertEquals(0.5, buckets.get(buckets.size() - 1).share());
    }
}
