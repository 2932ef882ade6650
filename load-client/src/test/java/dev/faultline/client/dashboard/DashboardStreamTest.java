package dev.faultline.client.dashboard;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.api.EventReader;
import dev.faultline.client.api.Neighbours;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the dashboard is told, as it reads it. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
@Timeout(60)
class DashboardStreamTest {

    private static final String PATH = "/api/dashboard/stream";

    @BeforeEach
    @AfterEach
    void calm() {
        when().delete("/api/load").then().statusCode(204);
        split(0);
        Neighbours.PLAN.set("{\"rules\":[]}");
    }

    private static void split(int injector) {
        given().body("{\"weights\":{\"demo-backend\":" + (100 - injector) + ",\"error-injector\":" + injector + "}}")
                .put("/api/split")
                .then()
                .statusCode(200);
    }

    private static boolean isState(EventReader.Event event) {
        return event.name().equals("state");
    }

    private static boolean isCalm(EventReader.Event event) {
        return isState(event) && event.json().getList("faults.plan.rules").isEmpty();
    }

    @Test
    void theStateComesFirstAndHoldsEverything() throws IOException, InterruptedException {
        try (EventReader reader = EventReader.open(PATH, null)) {
            EventReader.Event first = reader.next();
            assertEquals("state", first.name());
            assertEquals("", first.id());
            // What the injector did up to a second ago, before this test, may be told first.
            JsonPath state = (isCalm(first) ? first : reader.next(DashboardStreamTest::isCalm)).json();
            assertTrue(state.getLong("time") > 0);
            assertFalse(state.getString("instance").isEmpty());
            assertFalse(state.getString("version").isEmpty());
            assertNull(state.get("load"));
            assertTrue(state.getString("target").startsWith("http://demo-backend"), state::prettify);
            assertEquals("embedded", state.getString("split.by"));
            assertEquals("error-injector", state.getString("split.injector"));
            assertEquals(0, state.getInt("split.weights.error-injector"));
            assertEquals(List.of(), state.getList("faults.plan.rules"));
            assertEquals(0, state.getInt("faults.stats.requests"));
            assertTrue(state.getLong("faults.seen") > 0);
            assertTrue(state.getString("injector").startsWith("http://127.0.0.1:"));
            assertTrue(state.getMap("").keySet().containsAll(List.of("experiments", "marks")));
        }
    }

    @Test
    void whatChangesIsToldAndMarked() throws IOException, InterruptedException {
        try (EventReader reader = EventReader.open(PATH, null)) {
            reader.next();
            split(20);
            JsonPath changed = reader.next(
                            event -> isState(event) && event.json().getInt("split.weights.error-injector") == 20)
                    .json();
            List<Map<String, Object>> marks = changed.getList("marks");
            assertEquals("split", marks.get(marks.size() - 1).get("kind"));
            assertEquals(
                    "demo-backend 80, error-injector 20",
                    marks.get(marks.size() - 1).get("text"));
            given().body("{\"rules\":[{\"name\":\"slow\"}]}")
                    .put("/api/injector/faults")
                    .then()
                    .statusCode(200);
            JsonPath faulty = reader.next(
                            event -> isState(event) && event.data().contains("faults slow"))
                    .json();
            assertEquals("slow", faulty.getString("faults.plan.rules[0].name"));
            given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":20}")
                    .put("/api/load")
                    .then()
                    .statusCode(200);
            JsonPath loaded = reader.next(
                            event -> isState(event) && event.json().get("load") != null)
                    .json();
            assertEquals("http://demo-backend:8080/", loaded.getString("load.target"));
            assertTrue(loaded.getString("marks.text").contains("20/s to http://demo-backend:8080/"), loaded::prettify);
        }
    }

    @Test
    void aReaderThatComesAgainMissesAndRepeatsNoSecond() throws IOException, InterruptedException {
        List<Long> ids = new ArrayList<>();
        try (EventReader reader = EventReader.open(PATH + "?last=10m", null)) {
            for (int i = 0; i < 3; i++) {
                ids.add(reader.next(event -> !isState(event)).number());
            }
        }
        List<Long> all = new ArrayList<>();
        List<Long> again = new ArrayList<>();
        try (EventReader late = EventReader.open(PATH, Long.toString(ids.get(2)));
                EventReader whole = EventReader.open(PATH + "?last=10m", Long.toString(ids.get(0) - 1))) {
            for (int i = 0; i < 4; i++) {
                again.add(late.next(event -> !isState(event)).number());
            }
            while (all.isEmpty() || all.get(all.size() - 1) < again.get(3)) {
                all.add(whole.next(event -> !isState(event)).number());
            }
        }
        List<Long> joined = new ArrayList<>(ids);
        joined.addAll(again);
        assertEquals(all, joined);
    }

    @Test
    void aSecondIsTheVeryOneOfTheStatsStream() throws IOException, InterruptedException {
        try (EventReader stats = EventReader.open("/api/stats/stream", null)) {
            EventReader.Event second = stats.next();
            try (EventReader reader = EventReader.open(PATH, Long.toString(second.number() - 1))) {
                EventReader.Event same = reader.next(event -> !isState(event));
                assertEquals(second, same);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        PATH + "?last=11m, ",
        PATH + "?last=500ms, ",
        PATH + "?last=soon, ",
        PATH + "?window=5m, ",
        PATH + ", yesterday",
        PATH + ", -1",
    })
    void whatMakesNoSenseIsRefused(String path, @Nullable String id) {
        (id == null ? given() : given().header("Last-Event-ID", id))
                .get(path)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }
}
