package dev.faultline.load.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.plan.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Protocol;
import dev.faultline.load.plan.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentTest {

    private static final long SECOND = 1_000_000_000L;

    private static final Destination TO = new Destination(Target.of("http://a/"), null);

    private final SplittableRandom random = new SplittableRandom(1);

    private static LoadPlan plan(double rate, Arrival arrival, @Nullable Duration duration) {
        return new LoadPlan(
                Target.of("http://a/"), rate, arrival, duration, Protocol.HTTP1, 1, 1, Duration.ofSeconds(1));
    }

    private Segment then(Segment before, double rate, long now) {
        return before.then(plan(rate, before.plan().arrival(), null), TO, now, random);
    }

    /** Sends until then and returns when what was due. */
    private static List<Long> until(Segment segment, long end) {
        List<Long> due = new ArrayList<>();
        while (segment.due() - end <= 0) {
            due.add(segment.due());
            segment.advance();
        }
        return due;
    }

    /** 50/s, then 500/s, then 50/s, a second each: the integral is 600, and gaps are only ever 20 or 2 ms. */
    @Test
    void aChangedRateMakesNeitherAGapNorABurst() {
        Segment slow = Segment.first(plan(50, Arrival.CONSTANT, null), TO, 0, random);
        List<Long> due = new ArrayList<>(until(slow, SECOND));
        Segment fast = then(slow, 500, SECOND);
        due.addAll(until(fast, 2 * SECOND));
        Segment slowAgain = then(fast, 50, 2 * SECOND);
        due.addAll(until(slowAgain, 3 * SECOND));
        assertEquals(600, due.size(), 1);
        for (int i = 1; i < due.size(); i++) {
            long gap = due.get(i) - due.get(i - 1);
            assertTrue(gap == 20_000_000 || gap == 2_000_000, "gap " + gap + " at " + i);
        }
    }

    @ParameterizedTest(name = "{0}/s to {1}/s after {2} ms: the next is due after {3} us")
    @CsvSource({
        // Halfway to the next at the old rate is halfway to the next at the new one.
        "0.5, 1000, 1000, 500",
        "1, 10000, 250, 75",
        "1000, 0.5, 0.5, 1000000",
        "10, 10, 30, 70000",
    })
    void whatIsLeftOfAWaitIsScaled(double before, double after, double changedMillis, long leftMicros) {
        long now = Math.round(changedMillis * 1e6);
        Segment changed = then(Segment.first(plan(before, Arrival.CONSTANT, null), TO, 0, random), after, now);
        assertEquals(now + leftMicros * 1_000, changed.due());
        // Not one arrival of the new rate was due before the change, and a second holds as many as it should.
        assertEquals(after, until(changed, now + SECOND).size(), 1);
    }

    /** Changed once a millisecond, the arrivals stay those of the rate: 4 standard deviations, seed fixed. */
    @Test
    void aPoissonLoadThatIsChangedAllTheTimeKeepsItsRate() {
        Segment segment = Segment.first(plan(500, Arrival.POISSON, null), TO, 0, random);
        int arrivals = 0;
        for (long now = 1_000_000; now <= 100 * SECOND; now += 1_000_000) {
            arrivals += until(segment, now).size();
            segment = then(segment, now / 1_000_000 % 2 == 0 ? 500 : 1_500, now);
        }
        assertEquals(100_000, arrivals, 4 * Math.sqrt(100_000));
    }

    @Test
    void aPlanWithADurationEndsAfterItsLastArrival() {
        Segment segment = Segment.first(plan(10, Arrival.CONSTANT, Duration.ofSeconds(1)), TO, 5 * SECOND, random);
        for (int i = 0; i < 10; i++) {
            assertFalse(segment.over());
            segment.advance();
        }
        assertTrue(segment.over());
    }
}
