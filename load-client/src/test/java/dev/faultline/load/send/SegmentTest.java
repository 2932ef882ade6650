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

class SegmentTest {

    private static final long SECOND = 1_000_000_000L;

    private static Segment segment(double rate, @Nullable Duration duration, long start) {
        LoadPlan plan = new LoadPlan(
                Target.of("http://a/"), rate, Arrival.CONSTANT, duration, Protocol.HTTP1, 1, 1, Duration.ofSeconds(1));
        return new Segment(plan, new Destination(plan.target(), null), start, new SplittableRandom(1));
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
        Segment slow = segment(50, null, 0);
        List<Long> due = new ArrayList<>(until(slow, SECOND));
        Segment fast = segment(500, null, slow.last());
        due.addAll(until(fast, 2 * SECOND));
        Segment slowAgain = segment(50, null, fast.last());
        due.addAll(until(slowAgain, 3 * SECOND));
        assertEquals(600, due.size(), 1);
        for (int i = 1; i < due.size(); i++) {
            long gap = due.get(i) - due.get(i - 1);
            assertTrue(gap == 20_000_000 || gap == 2_000_000, "gap " + gap + " at " + i);
        }
    }

    @Test
    void aPlanWithADurationEndsAfterItsLastArrival() {
        Segment segment = segment(10, Duration.ofSeconds(1), 5 * SECOND);
        for (int i = 0; i < 10; i++) {
            assertFalse(segment.over());
            segment.advance();
        }
        assertTrue(segment.over());
    }
}
