package dev.faultline.learn.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.learn.observe.LatencyBuckets.Point;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {

    private static final long MS = 1_000_000;

    @Test
    void atEachBoundItHasTheShareUpToIt() {
        LatencyBuckets buckets = new LatencyBuckets();
        buckets.add(0, 10 * MS, 50);
        buckets.add(10 * MS, 20 * MS, 30);
        buckets.add(20 * MS, LatencyBuckets.UNBOUNDED, 20);
        assertEquals(List.of(new Point(0, 0), new Point(50, 10 * MS), new Point(80, 20 * MS)), buckets.points(100));
        assertEquals(20, buckets.above());
        assertEquals(5 * MS, buckets.percentile(25));
        assertEquals(15 * MS, buckets.percentile(65));
        // What is beyond the last bound is not made up.
        assertEquals(20 * MS, buckets.percentile(99));
    }

    @Test
    void aRangeWithoutRequestsIsJumpedOver() {
        LatencyBuckets buckets = new LatencyBuckets();
        buckets.add(0, 10 * MS, 50);
        buckets.add(100 * MS, 200 * MS, 50);
        assertEquals(
                List.of(
                        new Point(0, 0),
                        new Point(50, 10 * MS),
                        new Point(50.000001, 100 * MS),
                        new Point(100, 200 * MS)),
                buckets.points(100));
    }

    @Test
    void whatIsBeforeAllRequestsIsLeftOut() {
        LatencyBuckets buckets = new LatencyBuckets();
        buckets.add(30 * MS, 40 * MS, 7);
        assertEquals(List.of(new Point(0, 30 * MS), new Point(100, 40 * MS)), buckets.points(100));
    }

    @Test
    void bucketsOfSeveralLayoutsAddUp() {
        LatencyBuckets buckets = new LatencyBuckets();
        buckets.add(0, 10 * MS, 10);
        buckets.add(0, 20 * MS, 10);
        assertEquals(15, buckets.upTo(10e6));
        assertFalse(buckets.isKnownAt(10 * MS));
        assertTrue(buckets.isKnownAt(20 * MS));
        assertEquals(List.of(new Point(0, 0), new Point(75, 10 * MS), new Point(100, 20 * MS)), buckets.points(100));
    }

    @Test
    void ofNothingThereIsNoPoint() {
        assertEquals(List.of(), new LatencyBuckets().points(100));
        assertEquals(0, new LatencyBuckets().percentile(50));
    }

    /** However many times there are: few points, ascending, and each percentile within 3 % of that of the times themselves. */
    @RepeatedTest(20)
    void manyTimesAreDrawnByFewPoints(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        LatencyBuckets buckets = new LatencyBuckets();
        long[] times = random.longs(20_000, 0, 1).toArray();
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (20 * MS * Math.exp(random.nextDouble(-2, 3)));
            buckets.addTime(times[i], 1);
        }
        Arrays.sort(times);
        List<Point> points = buckets.points(100);
        assertTrue(points.size() <= 100, () -> points.size() + " points");
        for (int i = 1; i < points.size(); i++) {
            assertTrue(points.get(i).percentile() > points.get(i - 1).percentile());
            assertTrue(points.get(i).nanos() >= points.get(i - 1).nanos());
        }
        LatencyBuckets drawn = new LatencyBuckets();
        Point before = new Point(0, 0);
        for (Point point : points) {
            drawn.add(before.nanos(), point.nanos(), point.percentile() - before.percentile());
            before = point;
        }
        for (double percentile : new double[] {1, 10, 50, 90, 99}) {
            double exact = times[(int) (percentile / 100 * times.length)];
            assertEquals(1, drawn.percentile(percentile) / exact, 0.03, () -> "p" + percentile);
        }
    }
}
