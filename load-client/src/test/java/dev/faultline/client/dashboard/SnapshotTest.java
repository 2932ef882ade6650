package dev.faultline.client.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict.Outcome;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.split.Split;
import dev.faultline.platform.wire.WireJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String RULE = "{\"rules\":[{\"name\":\"slow\"}]}";
    private static final String RULES = "{\"rules\":[{\"name\":\"slow\"},{\"name\":\"broken\"}]}";
    private static final String ENDING = "{\"rules\":[{\"name\":\"slow\"}],\"expiresAt\":\"2026-01-31T12:00:00Z\"}";
    private static final String NONE = "{\"rules\":[]}";

    private static @Nullable Split split(@Nullable Integer injector) {
        if (injector == null) {
            return null;
        }
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("demo-backend", 100 - injector);
        weights.put("error-injector", injector);
        return new Split(weights);
    }

    private static @Nullable LoadPlan load(@Nullable Double rate) {
        return rate == null
                ? null
                : LoadPlan.of(
                        Target.of("http://demo-backend:8080/"),
                        Demand.of(rate, Demand.Arrival.CONSTANT),
                        null,
                        Transport.STANDARD);
    }

    private static List<String> changes(Snapshot before, Snapshot after) {
        return after.changesSince(before, NOW).stream()
                .map(event ->
                        event.time() - NOW.toEpochMilli() + " " + event.kind().wire() + " " + event.text())
                .toList();
    }

    @ParameterizedTest(name = "split {0} to {1}")
    @CsvSource({
        "50, 0, 0 split demo-backend 100/ error-injector 0",
        "50, 50,",
        ", 50,",
        "50, ,",
    })
    void changedWeightsAreAnEvent(@Nullable Integer before, @Nullable Integer after, @Nullable String event) {
        assertEquals(
                event == null ? List.of() : List.of(event.replace('/', ',')),
                changes(
                        new Snapshot(split(before), null, null, Map.of()),
                        new Snapshot(split(after), null, null, Map.of())));
    }

    @ParameterizedTest(name = "load {0} to {1}")
    @CsvSource({
        "100, 200, 0 load 200/s to http://demo-backend:8080/",
        ", 0.5, 0 load 0.5/s to http://demo-backend:8080/",
        "100, , 0 load no load",
        "100, 100,",
    })
    void aChangedLoadIsAnEvent(@Nullable Double before, @Nullable Double after, @Nullable String event) {
        assertEquals(
                event == null ? List.of() : List.of(event),
                changes(
                        new Snapshot(null, null, load(before), Map.of()),
                        new Snapshot(null, null, load(after), Map.of())));
    }

    private static Snapshot faulty(Instant now, String plan) throws JsonProcessingException {
        return new Snapshot(null, Snapshot.Faults.at(now, new ObjectMapper().readTree(plan)), null, Map.of());
    }

    @Test
    void aChangedPlanIsAnEventAndSoIsItsEnd() throws JsonProcessingException {
        Instant before = NOW.minusMillis(1);
        assertEquals(List.of(), changes(faulty(before, RULE), faulty(NOW, RULE)));
        assertEquals(List.of("0 faults faults slow, broken"), changes(faulty(before, RULE), faulty(NOW, RULES)));
        assertEquals(List.of("0 faults faults off"), changes(faulty(before, RULES), faulty(NOW, NONE)));
        assertEquals(List.of("0 faults faults expired"), changes(faulty(before, ENDING), faulty(NOW, ENDING)));
        assertEquals(List.of(), changes(faulty(NOW, ENDING), faulty(NOW.plusSeconds(1), ENDING)));
        assertEquals(List.of(), changes(new Snapshot(null, null, null, Map.of()), faulty(NOW, RULES)));
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "BASELINE, , , Kill a pod: baseline",
        "INJECT, 10%, , Kill a pod: inject at 10%",
        "DONE, , INCONCLUSIVE, Kill a pod: inconclusive",
    })
    void aPhaseIsAnEventOnceWithItsExperiment(
            State state, @Nullable String level, @Nullable Outcome outcome, String text) {
        EventLog.Phase phase = new EventLog.Phase("a-1", "Kill a pod", state, level, outcome);
        Snapshot before = phases(Map.of("a-1", new EventLog.Phase("a-1", "Kill a pod", State.WARMUP, null, null)));
        Snapshot after = phases(Map.of("a-1", phase));
        assertEquals(
                List.of(new EventLog.Event(NOW.toEpochMilli(), EventLog.Kind.PHASE, text, phase)),
                after.changesSince(before, NOW));
        assertEquals(List.of(), changes(after, after));
        assertEquals(List.of(), changes(after, phases(Map.of())));
    }

    @Test
    void anEventIsStructuredInJson() throws JsonProcessingException {
        EventLog.Phase phase = new EventLog.Phase("a-1", "A: title: of colons", State.INJECT, "10%", null);
        assertEquals(
                "{\"time\":7,\"kind\":\"phase\",\"text\":\"t\",\"phase\":{\"experiment\":\"a-1\","
                        + "\"title\":\"A: title: of colons\",\"state\":\"inject\",\"level\":\"10%\"}}",
                WireJson.mapper().writeValueAsString(new EventLog.Event(7, EventLog.Kind.PHASE, "t", phase)));
        assertEquals(
                "{\"time\":7,\"kind\":\"load\",\"text\":\"t\"}",
                WireJson.mapper().writeValueAsString(new EventLog.Event(7, EventLog.Kind.LOAD, "t", null)));
    }

    private static Snapshot phases(Map<String, EventLog.Phase> phases) {
        return new Snapshot(null, null, null, phases);
    }

    @Test
    void eventsAreBoundedByNumberAndAge() {
        EventLog log = new EventLog();
        log.add(new ArrayList<>(IntStream.range(0, 1_000)
                .mapToObj(i -> new EventLog.Event(NOW.toEpochMilli() + i, EventLog.Kind.LOAD, "event " + i, null))
                .toList()));
        List<EventLog.Event> kept = log.at(NOW.plusSeconds(1));
        assertEquals(EventLog.CAPACITY, kept.size());
        assertEquals("event 800", kept.get(0).text());
        assertEquals("event 999", kept.get(EventLog.CAPACITY - 1).text());
        assertEquals(100, log.at(NOW.plus(EventLog.RETENTION).plusMillis(900)).size());
        assertEquals(List.of(), log.at(NOW.plus(EventLog.RETENTION).plusSeconds(1)));
    }
}
