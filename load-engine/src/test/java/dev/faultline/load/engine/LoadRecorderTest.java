package dev.faultline.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadRecorderTest {

    private final List<Window> books = new ArrayList<>();
    private final List<Window> parts = new ArrayList<>();
    private final LoadRecorder recorder = new LoadRecorder(books::add, Runnable::run, () -> Instant.EPOCH, 0);

    private void attempts(int count) {
        for (int i = 0; i < count; i++) {
            recorder.arrived();
            AttemptTimestamps timestamps = new AttemptTimestamps(0, 0);
            timestamps.connected(0);
            timestamps.ended(1_000_000);
            recorder.attempt(recorder.cohort(), timestamps, Result.answered(200, false, false, false), null);
        }
    }

    /** As {@code "0-9: 3"}: from when to when, and how many attempts. */
    private static String text(List<Window> windows) {
        return windows.stream()
                .map(window -> window.startNanos() + "-" + window.endNanos() + ": "
                        + window.tally().sent())
                .collect(Collectors.joining(", "));
    }

    @Test
    void aSecondHoldsItsPartsToo() {
        attempts(1);
        recorder.part(3, parts::add);
        attempts(2);
        recorder.part(7, parts::add);
        attempts(4);
        recorder.tick(10, null);
        attempts(8);
        recorder.part(15, parts::add);
        recorder.tick(20, null);
        assertEquals("0-3: 1, 3-7: 2, 10-15: 8", text(parts));
        assertEquals("0-10: 7, 10-20: 8", text(books));
        assertEquals(7, books.get(0).tally().arrivals());
    }

    private static LoadPlan plan(List<RequestSpec> requests) {
        return LoadPlan.of(Target.of("http://a/"), Demand.of(1, Arrival.CONSTANT), null, Transport.STANDARD)
                .with(Target.of("http://a/"), requests);
    }

    private static RequestSpec named(@Nullable String name) {
        return new RequestSpec(name, 1, "GET", null, Map.of(), null, null, null, null);
    }

    @Test
    void namesAreBoundedOverAllPlansOfAProcess() {
        assertEquals(List.of(), recorder.names(plan(List.of(RequestSpec.GET))));
        assertEquals(List.of("a", "GET", "a"), recorder.names(plan(List.of(named("a"), named(null), named("a")))));
        Set<String> told = new HashSet<>();
        for (int plan = 0; plan < 10; plan++) {
            int first = plan * 30;
            told.addAll(recorder.names(plan(IntStream.range(first, first + 30)
                    .mapToObj(number -> named("n" + number))
                    .toList())));
        }
        assertEquals(LoadRecorder.MOST_NAMES - 2 + 1, told.size());
        assertTrue(told.contains("n0") && told.contains(LoadRecorder.OTHER), told::toString);
        // Who has a name keeps it.
        assertEquals(
                List.of("n0", "other", "a"), recorder.names(plan(List.of(named("n0"), named("n299"), named("a")))));
    }

    @Test
    void aSecondWithoutPartsIsAsItWas() {
        attempts(3);
        recorder.tick(10, null);
        recorder.tick(20, null);
        attempts(1);
        recorder.tick(30, null);
        assertEquals("0-10: 3, 10-20: 0, 20-30: 1", text(books));
    }
}
