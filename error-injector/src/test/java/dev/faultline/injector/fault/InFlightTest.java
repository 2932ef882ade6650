package dev.faultline.injector.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void soManyAndNoMore(int max) {
        ConcurrencyLimitAbort.InFlight limiter = new ConcurrencyLimitAbort.InFlight(max);
        IntStream.range(0, max).forEach(i -> assertTrue(limiter.enter(NOON)));
        assertFalse(limiter.enter(NOON));
        assertEquals(Duration.ofSeconds(1), limiter.retryAfter(NOON));
        IntStream.range(0, max).forEach(i -> limiter.leave());
        IntStream.range(0, max).forEach(i -> assertTrue(limiter.enter(NOON)));
        assertFalse(limiter.enter(NOON));
    }

    @Test
    void holdsUnderThreads() {
        int max = 2;
        ConcurrencyLimitAbort.InFlight limiter = new ConcurrencyLimitAbort.InFlight(max);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        IntStream.range(0, 200_000).parallel().forEach(i -> {
            if (limiter.enter(NOON)) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                entered.incrementAndGet();
                inside.decrementAndGet();
                limiter.leave();
            }
        });
        assertTrue(most.get() <= max && entered.get() > 0);
        // Every place was given back.
        IntStream.range(0, max).forEach(i -> assertTrue(limiter.enter(NOON)));
        assertFalse(limiter.enter(NOON));
    }
}
