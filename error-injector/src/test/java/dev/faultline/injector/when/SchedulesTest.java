package dev.faultline.injector.when;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static @Nullable Moment moment(@Nullable String text) {
        return text == null ? null : Moment.of(text);
    }

    /** Instants of the tables are times from noon, at which the plan is accepted. */
    private static Instant at(String fromNoon) {
        return NOON.plus(Durations.parse("", fromNoon));
    }

    @ParameterizedTest(name = "{0}..{1} at {2}: {3}")
    @CsvSource({
        "30s, 60s, 0s, 0",
        "30s, 60s, 29999999999ns, 0",
        "30s, 60s, 30s, 1",
        "30s, 60s, 59999999999ns, 1",
        "30s, 60s, 60s, 0",
        "30s, 60s, 365d, 0",
        "0s, 1ns, 0s, 1",
        "0s, 1ns, 1ns, 0",
        ", 60s, -1ns, 0",
        ", 60s, 0s, 1",
        ", 60s, 60s, 0",
        "30s, , 29s, 0",
        "30s, , 365d, 1",
        ", , 0s, 1",
        ", , 365d, 1",
        "2026-01-31T12:00:30Z, 2026-01-31T12:01:00Z, 30s, 1",
        "2026-01-31T12:00:30Z, 2026-01-31T12:01:00Z, 60s, 0",
        "2026-01-31T12:00:30Z, 60s, 31s, 1",
        "PT30S, PT1M, 30s, 1",
        "PT30S, PT1M, 60s, 0",
    })
    void windows(@Nullable String from, @Nullable String to, String now, double share) {
        Schedule schedule =
                new Window(moment(from), moment(to)).acceptedAt(NOON).schedule(1);
        assertEquals(share, schedule.share(at(now)));
        Schedule.Outage outage = schedule.outage(at(now));
        assertEquals(share == 1, outage != null && outage.holds(at(now)));
    }

    @Test
    void aWindowIsOneOutageAndNoOther() {
        Schedule schedule =
                new Window(moment("30s"), moment("60s")).acceptedAt(NOON).schedule(1);
        Schedule.Outage only = new Schedule.Outage(at("30s"), at("60s"));
        assertEquals(only, schedule.outage(NOON));
        assertEquals(only, schedule.outage(at("59s")));
        assertNull(schedule.outage(at("60s")));
    }

    @ParameterizedTest(name = "from {0} over {1} to {2} at {3}: {4}")
    @CsvSource({
        "10s, 100s, , 0s, 0",
        "10s, 100s, , 10s, 0",
        "10s, 100s, , 11s, 0.01",
        "10s, 100s, , 35s, 0.25",
        "10s, 100s, , 60s, 0.5",
        "10s, 100s, , 109s, 0.99",
        "10s, 100s, , 110s, 1",
        "10s, 100s, , 365d, 1",
        "10s, 100s, 60s, 59s, 0.49",
        "10s, 100s, 60s, 60s, 0",
        "10s, 100s, 200s, 150s, 1",
        "10s, 100s, 200s, 200s, 0",
        ", 100s, , -1s, 0",
        ", 100s, , 0s, 0",
        ", 100s, , 50s, 0.5",
        "0s, 1ms, , 1ms, 1",
        "0s, 365d, , 73d, 0.2",
        "2026-01-31T12:00:10Z, PT100S, , 60s, 0.5",
        "2200-01-01T00:00:00Z, 1s, , 0s, 0",
    })
    void ramps(@Nullable String from, String over, @Nullable String to, String now, double share) {
        Ramp ramp = new Ramp(moment(from), Durations.parse("over", over), moment(to)).acceptedAt(NOON);
        assertEquals(share, ramp.schedule(1).share(at(now)), 1e-12);
    }

    @Test
    void rampsNeverFallUntilTheyEnd() {
        Schedule schedule = new Ramp(moment("5s"), Duration.ofSeconds(7), moment("15s"))
                .acceptedAt(NOON)
                .schedule(1);
        double before = 0;
        for (int millis = 0; millis < 15_000; millis++) {
            double share = schedule.share(NOON.plusMillis(millis));
            assertTrue(share >= before && share <= 1, "at " + millis + " ms");
            before = share;
        }
        assertEquals(new Schedule.Outage(at("5s"), at("15s")), schedule.outage(NOON));
        assertNull(schedule.outage(at("15s")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 1_000, 99_999})
    void theFirstRequestsAreExactlySoManyHoweverManyThreadsAsk(long requests) {
        Schedule schedule = new First(requests).schedule(1);
        long hit = IntStream.range(0, 100_000)
                .parallel()
                .filter(i -> schedule.share(NOON) > 0)
                .count();
        assertEquals(requests, hit);
        assertEquals(0, schedule.share(NOON));
    }

    @Test
    void theFirstRequestsAreTheFirst() {
        Schedule schedule = new First(3L).schedule(1);
        int[] shares =
                IntStream.range(0, 5).map(i -> (int) schedule.share(NOON)).toArray();
        assertArrayEquals(new int[] {1, 1, 1, 0, 0}, shares);
        assertNull(new First(3L).schedule(1).outage(NOON), "the clock does not tell");
    }

    @Test
    void alwaysIsAlways() {
        Schedule schedule = new Always().schedule(1);
        assertEquals(1, schedule.share(Instant.EPOCH));
        assertEquals(new Schedule.Outage(Instant.MIN, Instant.MAX), schedule.outage(NOON));
    }

    @Test
    void acceptanceMakesTimesAbsoluteOnce() {
        Window window = new Window(moment("30s"), moment("60s")).acceptedAt(NOON);
        assertEquals(window, window.acceptedAt(NOON.plusSeconds(1_000)));
        Ramp ramp = new Ramp(null, Duration.ofSeconds(1), moment("60s")).acceptedAt(NOON);
        assertEquals(ramp, ramp.acceptedAt(NOON.plusSeconds(1_000)));
    }
}
