package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The probe as those ask it who can't ask for more. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class SloTest {

    /** As Flagger's webhook posts it. */
    private static final String FLAGGER = """
            {"name": "podinfo", "namespace": "test", "phase": "Progressing", "checksum": "85d557f47b",
             "metadata": {"type": "rollout", "window": "2s", "threshold": "THRESHOLD", "threshold.1": "error_rate < 50%"}}
            """;

    private static final String HOLDS = "success_rate >= 99%";
    private static final String FAILS = "success_rate < 1%";

    @AfterEach
    void stop() {
        when().delete("/api/load").then().statusCode(204);
    }

    private static void load() {
        given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":200}").put("/api/load");
        Eventually.so(
                () -> when().get("/api/slo?window=2s"),
                answer -> answer.statusCode() == 200
                        && answer.jsonPath().getInt("n") > 100
                        && !answer.asString().contains("\"injector\"")
                        && !answer.asString().contains("\"refused\""));
        // What a test before has left is enough for that, but not for the last second.
        Eventually.so(
                () -> when().get("/api/slo?window=1s"),
                answer -> answer.jsonPath().getInt("n") > 100);
    }

    private static Response probe(String threshold) {
        return given().queryParam("window", "2s")
                .queryParam("threshold", threshold)
                .get("/api/slo");
    }

    private static Response webhook(String threshold) {
        return given().contentType("application/json")
                .body(FLAGGER.replace("THRESHOLD", threshold))
                .post("/api/slo");
    }

    /** Who asks how, and how each tells good from bad. */
    static Stream<Arguments> consumers() {
        return Stream.of(
                consumer("Chaos Mesh StatusCheck", SloTest::probe, answer -> answer.statusCode() == 200),
                consumer("Litmus httpProbe", SloTest::probe, answer -> "200".equals("" + answer.statusCode())),
                consumer("Flagger webhook", SloTest::webhook, answer -> answer.statusCode() <= 202),
                consumer(
                        "Argo web metric",
                        SloTest::probe,
                        // A status that is no success is an error before the path is looked at.
                        answer -> answer.statusCode() / 100 == 2
                                && answer.jsonPath().getBoolean("met")),
                consumer(
                        "chaostoolkit http provider",
                        SloTest::probe,
                        answer -> answer.header("Content-Type").equals("application/json")
                                && answer.statusCode() == 200
                                && answer.jsonPath().getBoolean("met")));
    }

    private static Arguments consumer(String name, Function<String, Response> ask, Function<Response, Boolean> good) {
        return Arguments.of(name, ask, good);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("consumers")
    void tellsGoodFromBadAndFromNothing(String name, Function<String, Response> ask, Function<Response, Boolean> good) {
        load();
        Response holds = ask.apply(HOLDS);
        assertTrue(good.apply(holds), holds.asString());
        Response fails = ask.apply(FAILS);
        assertEquals(503, fails.statusCode());
        assertEquals(false, good.apply(fails), fails.asString());
        assertTrue(fails.asString().startsWith("{\"reason\":\"success_rate < 1% does not hold: 100.00%"));
        Response nothing = ask.apply("p99 of timeout < 1s");
        assertEquals(503, nothing.statusCode());
        assertEquals(false, good.apply(nothing), nothing.asString());
        assertTrue(nothing.asString().startsWith("{\"reason\":\"p99 of timeout < 1s: no data\""));
    }

    /** Whatever refuses within a millisecond is not fast. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("consumers")
    void aDeadTargetIsNotFast(String name, Function<String, Response> ask, Function<Response, Boolean> good)
            throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        given().body("{\"target\":\"http://127.0.0.1:" + closed + "/\",\"rate\":200}")
                .put("/api/load")
                .then()
                .statusCode(200);
        Response answer = Eventually.so(
                () -> ask.apply("p95 < 500ms"),
                told -> told.jsonPath().getMap("summary.classes").keySet().equals(Set.of("refused"))
                        && told.jsonPath().getInt("n") > 100);
        assertEquals(false, good.apply(answer), answer.asString());
        answer.then()
                .statusCode(503)
                .body("checks[0].ruling", equalTo("violated"))
                .body("$", not(hasKey("p50")))
                .body("$", not(hasKey("p95")))
                .body("$", not(hasKey("p99")))
                .body("summary.latency.samples", equalTo(0))
                .body("summary.latency", not(hasKey("p99")))
                .body(startsWith("{\"reason\":\"p95 < 500ms does not hold: more than 5% of "));
        assertTrue(answer.jsonPath().getString("reason").contains(" got no answer"), answer.asString());
    }

    @Test
    void whereThereIsNothingThereIsNoSummary() {
        // Of the load of the test before something may still be in the window.
        Response nothing =
                Eventually.so(() -> probe(HOLDS), told -> told.jsonPath().getInt("n") == 0);
        nothing.then().statusCode(503).body("$", not(hasKey("summary"))).body("$", not(hasKey("rate")));
    }

    @Test
    void theFiguresArePlainNumbers() {
        load();
        JsonPath json = probe(HOLDS)
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .header("Cache-Control", "no-store")
                .extract()
                .jsonPath();
        assertEquals(1.0, json.getDouble("successRate"));
        assertEquals(0.0, json.getDouble("errorRate"));
        assertTrue(json.getDouble("p50") > 0 && json.getDouble("p50") <= json.getDouble("p95"));
        assertEquals(json.getDouble("summary.latency.p99"), json.getDouble("p99"));
        assertEquals(json.getInt("summary.samples"), json.getInt("n"));
        assertEquals("met", json.getString("checks[0].ruling"));
    }

    @Test
    void withoutDataTheFiguresAreAbsent() {
        Response nothing = Eventually.so(
                () -> when().get("/api/slo?window=1s"),
                answer -> answer.asString().contains(": no data"));
        nothing.then()
                .statusCode(503)
                .body("n", equalTo(0))
                .body("met", equalTo(false))
                .body("$", not(hasKey("successRate")))
                .body("$", not(hasKey("p99")))
                .body("$", not(hasKey("rate")));
    }

    @Test
    void whatDoesNotApplyIsNotMet() {
        load();
        // The split sends the injector nothing.
        when().get("/api/slo?window=2s&threshold=p99 of injector < 1s")
                .then()
                .statusCode(503)
                .body("checks[0].ruling", equalTo("not-applicable"))
                .body(startsWith("{\"reason\":\"p99 of injector < 1s: the split sends injector nothing\""));
        given().queryParam("window", "2s")
                .queryParam("threshold", "p99 of injector < 1s", HOLDS)
                .get("/api/slo")
                .then()
                .statusCode(200)
                .body("reason", startsWith(HOLDS));
    }

    @Test
    void tooFewSamplesAreSaidSo() {
        load();
        when().get("/api/slo?threshold=" + "p99 < 10s over 1s min_n 100000")
                .then()
                .statusCode(503)
                .body("reason", startsWith("p99 < 10s over 1s min_n 100000 is undecided: too few samples"));
    }

    @Test
    void headTellsTheSameWithoutABody() {
        load();
        given().queryParam("window", "2s")
                .head("/api/slo")
                .then()
                .statusCode(200)
                .body(equalTo(""));
        given().queryParam("threshold", FAILS)
                .head("/api/slo")
                .then()
                .statusCode(503)
                .body(equalTo(""));
    }

    @Test
    void anEmptyPostAsksForWhatIsConfigured() {
        load();
        given().post("/api/slo?window=2s")
                .then()
                .statusCode(200)
                .body("checks[0].threshold", equalTo("success_rate >= 99%"));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "threshold=value < 5; ''; threshold",
                "threshold=p95 < 5ms&threshold=p95; ''; threshold[1]",
                "window=1h; ''; window",
                "window=30; ''; window",
                "''; {\"metadata\":{\"threshold\":\"p95\"}}; threshold",
                "''; {\"metadata\":{\"threshold\":5}}; metadata.threshold",
                "''; {\"metadata\":{\"window\":\"soon\"}}; window",
                "treshold=p95<5ms; ''; treshold",
                "windw=5s; ''; windw",
                "window=2s&window=3s; ''; window",
                "''; {\"threshold\":\"p95 < 5ms\"}; threshold",
                "window=2s; {\"metadata\":{\"window\":\"3s\"}}; metadata.window",
                "''; []; ''",
                "''; {; ''",
            })
    void badQuestionsAreProblems(String query, String body, String field) {
        given().body(body)
                .post("/api/slo" + (query.isEmpty() ? "" : "?" + query))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }
}
