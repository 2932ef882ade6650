package dev.faultline.load.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.plan.Arrival;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.split.Split;
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

class SightTest {

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
                        Demand.of(rate, Arrival.CONSTANT),
                        null,
                        Transport.STANDARD);
    }

    private static List<String> marks(Sight before, Sight after) {
        return after.since(before, NOW).stream()
                .map(mark ->
                        mark.time() - NOW.toEpochMilli() + " " + mark.kind().wire() + " " + mark.text())
                .toList();
    }

    @ParameterizedTest(name = "split {0} to {1}")
    @CsvSource({
        "50, 0, 0 split demo-backend 100/ error-injector 0",
        "50, 50,",
        ", 50,",
        "50, ,",
    })
    void weightsAreMarked(@Nullable Integer before, @Nullable Integer after, @Nullable String mark) {
        assertEquals(
                mark == null ? List.of() : List.of(mark.replace('/', ',')),
                marks(new Sight(split(before), null, null, Map.of()), new Sight(split(after), null, null, Map.of())));
    }

    @ParameterizedTest(name = "load {0} to {1}")
    @CsvSource({
        "100, 200, 0 load 200/s to http://demo-backend:8080/",
        ", 0.5, 0 load 0.5/s to http://demo-backend:8080/",
        "100, , 0 load no load",
        "100, 100,",
    })
    void loadIsMarked(@Nullable Double before, @Nullable Double after, @Nullable String mark) {
        assertEquals(
                mark == null ? List.of() : List.of(mark),
                marks(new Sight(null, null, load(before), Map.of()), new Sight(null, null, load(after), Map.of())));
    }

    private static Sight faulty(Instant now, String plan) throws JsonProcessingException {
        return new Sight(null, Faults.at(now, new ObjectMapper().readTree(plan)), null, Map.of());
    }

    @Test
    void plansAreMarkedAndSoIsTheirEnd() throws JsonProcessingException {
        Instant before = NOW.minusMillis(1);
        assertEquals(List.of(), marks(faulty(before, RULE), faulty(NOW, RULE)));
        assertEquals(List.of("0 faults faults slow, broken"), marks(faulty(before, RULE), faulty(NOW, RULES)));
        assertEquals(List.of("0 faults faults off"), marks(faulty(before, RULES), faulty(NOW, NONE)));
        assertEquals(List.of("0 faults faults expired"), marks(faulty(before, ENDING), faulty(NOW, ENDING)));
        assertEquals(List.of(), marks(faulty(NOW, ENDING), faulty(NOW.plusSeconds(1), ENDING)));
        assertEquals(List.of(), marks(new Sight(null, null, null, Map.of()), faulty(NOW, RULES)));
    }

    @Test
    void phasesAreMarkedOnceEach() {
        Sight before = new Sight(null, null, null, Map.of("a", "A: baseline", "b", "B: pass"));
        Sight after = new Sight(null, null, null, Map.of("a", "A: inject", "b", "B: pass"));
        assertEquals(List.of("0 phase A: inject"), marks(before, after));
        assertEquals(List.of(), marks(after, after));
        assertEquals(List.of(), marks(after, new Sight(null, null, null, Map.of())));
    }

    @Test
    void marksAreBoundedByNumberAndAge() {
        Marks marks = new Marks();
        marks.add(new ArrayList<>(IntStream.range(0, 1_000)
                .mapToObj(i -> new Mark(NOW.toEpochMilli() + i, Mark.Kind.LOAD, "mark " + i))
                .toList()));
        List<Mark> kept = marks.at(NOW.plusSeconds(1));
        assertEquals(Marks.MOST, kept.size());
        assertEquals("mark 800", kept.get(0).text());
        assertEquals("mark 999", kept.get(Marks.MOST - 1).text());
        assertEquals(100, marks.at(NOW.plus(Marks.KEPT).plusMillis(900)).size());
        assertEquals(List.of(), marks.at(NOW.plus(Marks.KEPT).plusSeconds(1)));
    }
}
