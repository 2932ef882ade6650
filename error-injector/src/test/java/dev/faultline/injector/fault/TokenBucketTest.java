package dev.faultline.injector.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final long SECOND = 1_000_000_000;

    /** The bucket as the textbook has it: a level that rises with time up to the burst, in nanoseconds of refill. */
    private static final class Textbook {

        private final long interval;
        private final long size;
        private long level;
        private long last;

        Textbook(long interval, int burst) {
            this.interval = interval;
            size = burst * interval;
            level = size;
        }

        boolean enter(long now) {
            level = Math.min(size, level + now - last);
            last = now;
            if (level < interval) {
                return false;
            }
            level -= interval;
            return true;
        }
    }

    @ParameterizedTest(name = "{0}/s, burst {1}")
    @CsvSource({
        "1, 1, 1000000000",
        "10, 10, 100000000",
        "0.5, 3, 2000000000",
        "1000, 1, 1000000",
        "1000000, 1000000, 1000",
        "0.001, 1, 1000000000000",
        "3, 5, 333333334",
    })
    void letsThroughWhatTheTextbookDoes(double perSecond, int burst, long interval) {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RateLimitAbort.TokenBucket bucket = new RateLimitAbort.TokenBucket(perSecond, burst);
            Textbook textbook = new Textbook(interval, burst);
            long now = 0;
            for (int i = 0; i < 5_000; i++) {
                // Arrivals in clumps, at about the rate, and after pauses.
                now += random.nextInt(4) == 0 ? random.nextLong(4 * interval) : random.nextLong(interval);
                assertEquals(textbook.enter(now), bucket.enter(NOON.plusNanos(now)), "seed " + seed + ", arrival " + i);
            }
        }
    }

    @ParameterizedTest(name = "{0}/s, burst {1}")
    @CsvSource({"7, 3", "999510, 10", "0.3, 1", "1500, 100"})
    void neverLetsThroughMoreThanBurstAndRateInAnyWindow(double perSecond, int burst) {
        SplittableRandom random = new SplittableRandom(9);
        RateLimitAbort.TokenBucket bucket = new RateLimitAbort.TokenBucket(perSecond, burst);
        long mean = (long) (SECOND / perSecond);
        List<Long> entered = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(50) == 0 ? random.nextLong(100 * mean) : random.nextLong(mean);
            if (bucket.enter(NOON.plusNanos(now))) {
                entered.add(now);
            }
        }
        assertTrue(entered.size() > 1_000);
        for (int i = 0; i < entered.size(); i++) {
            for (int j = i; j < entered.size(); j++) {
                double allowed = burst + perSecond * (entered.get(j) - entered.get(i)) / SECOND;
                assertTrue(j - i + 1 <= allowed + 1e-6, "between " + i + " and " + j);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void retryAfterIsRightToTheNanosecond(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RateLimitAbort.TokenBucket bucket =
                new RateLimitAbort.TokenBucket(random.nextDouble(0.1, 5_000), random.nextInt(1, 20));
        Instant now = NOON;
        for (int i = 0; i < 1_000; i++) {
            while (bucket.enter(now)) {
                now = now.plusNanos(random.nextLong(10));
            }
            Duration after = bucket.retryAfter(now);
            assertTrue(after.toNanos() > 0);
            assertFalse(bucket.enter(now.plus(after).minusNanos(1)), "a nanosecond early");
            assertEquals(Duration.ofNanos(1), bucket.retryAfter(now.plus(after).minusNanos(1)));
            now = now.plus(after);
            assertEquals(Duration.ZERO, bucket.retryAfter(now));
            assertTrue(bucket.enter(now), "as promised");
        }
    }

    @Test
    void aFullBucketAsksNobodyToWait() {
        assertEquals(Duration.ZERO, new RateLimitAbort.TokenBucket(0.001, 1_000_000).retryAfter(NOON));
        assertEquals(Duration.ZERO, new RateLimitAbort.TokenBucket(1_000_000, 1).retryAfter(Instant.EPOCH));
    }

    @Test
    void aClockThatWasFarAheadDoesNotCloseTheGate() {
        RateLimitAbort.TokenBucket bucket = new RateLimitAbort.TokenBucket(1, 5);
        Instant wrong = NOON.plus(Duration.ofDays(365));
        IntStream.range(0, 5).forEach(i -> assertTrue(bucket.enter(wrong)));
        assertFalse(bucket.enter(wrong));
        // Set back: what was spent stays spent, and the rate goes on from here.
        assertFalse(bucket.enter(NOON));
        assertEquals(Duration.ofSeconds(1), bucket.retryAfter(NOON));
        assertTrue(bucket.enter(NOON.plusSeconds(1)));
        assertFalse(bucket.enter(NOON.plusSeconds(1)));
        long later = IntStream.range(0, 100)
                .filter(i -> bucket.enter(NOON.plusSeconds(60)))
                .count();
        assertEquals(5, later);
    }

    @Test
    void aClockThatStaggersGivesNothingAway() {
        SplittableRandom random = new SplittableRandom(11);
        RateLimitAbort.TokenBucket bucket = new RateLimitAbort.TokenBucket(100, 10);
        long entered = 0;
        for (int i = 0; i < 100_000; i++) {
            // Ten seconds in all, of which each look at the clock may miss up to half a second.
            long now = i * SECOND / 10_000 - random.nextLong(SECOND / 2);
            entered += bucket.enter(NOON.plusNanos(now)) ? 1 : 0;
        }
        assertTrue(entered <= 10 + 100 * 10.5, "let through " + entered);
        assertTrue(entered >= 900, "let through " + entered);
    }

    @Test
    void threadsShareOneBucket() {
        RateLimitAbort.TokenBucket bucket = new RateLimitAbort.TokenBucket(1, 1_000);
        long entered = IntStream.range(0, 100_000)
                .parallel()
                .filter(i -> bucket.enter(NOON))
                .count();
        assertEquals(1_000, entered);
    }
}
