package dev.faultline.load.fortio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramJsonTest {

    private static Latencies millis(double... millis) {
        Tally tally = new Tally();
        for (double each : millis) {
            Instants instants = new Instants(0, 0);
            instants.ended(Math.round(each * 1e6));
            tally.record(instants, Result.answered(200, false, false, false));
        }
        return tally.select(Scope.ATTEMPTS).latency();
    }

    @Test
    void ofNothingThereIsNothing() {
        HistogramJson empty = HistogramJson.of(millis(), List.of(50.0));
        assertEquals(new HistogramJson(0, 0, 0, 0, 0, 0, List.of(), List.of()), empty);
    }

    @Test
    void figuresAreSeconds() {
        HistogramJson json = HistogramJson.of(millis(100, 200, 300, 400), List.of(50.0, 100.0));
        assertEquals(4, json.count());
        assertEquals(0.1, json.min(), 1e-4);
        assertEquals(0.4, json.max(), 4e-4);
        assertEquals(1.0, json.sum(), 1e-3);
        assertEquals(0.25, json.avg(), 3e-4);
        assertEquals(0.1118, json.stdDev(), 3e-4);
        assertEquals(0.2, json.percentiles().get(0).value(), 2e-4);
        assertEquals(0.4, json.percentiles().get(1).value(), 4e-4);
    }

    /** From the smallest to the largest without a gap that holds anything; log-uniform times, fixed seed. */
    @Test
    void theIntervalsHoldEverythingOnce() {
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 50; run++) {
            double[] times = random.doubles(200, -3, 6)
                    .map(exponent -> Math.pow(10, exponent))
                    .toArray();
            HistogramJson json = HistogramJson.of(millis(times), List.of());
            assertEquals(
                    200,
                    json.data().stream().mapToLong(HistogramJson.Bucket::count).sum());
            double end = json.min();
            for (HistogramJson.Bucket bucket : json.data()) {
                assertTrue(bucket.start() >= end - 1e-12 && bucket.end() >= bucket.start(), json.toString());
                assertTrue(bucket.count() > 0, json.toString());
                end = bucket.end();
            }
            assertEquals(json.max(), end);
            assertEquals(100, json.data().get(json.data().size() - 1).percent());
        }
    }
}
