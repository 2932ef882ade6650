package dev.faultline.load.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** fortio's REST names as its users call them. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class FortioTest {

    private static final String URL = "http://demo-backend:8080/";

    @AfterEach
    void putBack() {
        given().body("{\"weights\":{\"demo-backend\":100,\"error-injector\":0}}")
                .put("/api/split");
        when().delete("/api/load").then().statusCode(204);
        Eventually.so(
                () -> when().get("/fortio/rest/status"),
                status -> status.jsonPath().getMap("Statuses").isEmpty());
    }

    private static Response run(String query) {
        return given().urlEncodingEnabled(false).get("/fortio/rest/run?url=" + URL + query);
    }

    @Test
    void aRunAnswersWithItsResult() {
        JsonPath json = run("&qps=200&n=100&c=4&labels=a%20test!&p=50,99.9&save=on&H=X-A:1&H=X-B:2")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .extract()
                .jsonPath();
        assertEquals("HTTP", json.getString("RunType"));
        assertEquals("a test!", json.getString("Labels"));
        assertEquals("200", json.getString("RequestedQPS"));
        assertEquals("exactly 100 calls", json.getString("RequestedDuration"));
        assertEquals(500_001_000L, json.getLong("ActualDuration"));
        assertEquals(200, json.getDouble("ActualQPS"), 0.01);
        assertEquals(4, json.getInt("NumThreads"));
        assertEquals(100, json.getInt("DurationHistogram.Count"));
        assertEquals(100, json.getInt("RetCodes.'200'"));
        assertEquals(0, json.getInt("ErrorsDurationHistogram.Count"));
        assertEquals(List.of(50f, 99.9f), json.getList("DurationHistogram.Percentiles.Percentile"));
        assertEquals(
                100,
                json.getList("DurationHistogram.Data.Count", Integer.class).stream()
                        .mapToInt(count -> count)
                        .sum());
        assertTrue(json.getDouble("DurationHistogram.Avg") > 0 && json.getDouble("DurationHistogram.Avg") < 5);
        assertEquals(URL, json.getString("URL"));
        String id = json.getString("ID");
        assertTrue(id.endsWith("_" + json.getInt("RunID") + "_a_test_"), id);
        when().get("/fortio/data/" + id + ".json")
                .then()
                .statusCode(200)
                .body("ID", equalTo(id))
                .body("RetCodes.'200'", equalTo(100));
    }

    @Test
    void whatFailsIsAnErrorInTheResult() {
        given().body("{\"weights\":{\"demo-backend\":0,\"error-injector\":100}}")
                .put("/api/split");
        run("&qps=100&n=20")
                .then()
                .statusCode(200)
                .body("RetCodes.'500'", equalTo(20))
                .body("RetCodes", not(hasKey("200")))
                .body("ErrorsDurationHistogram.Count", equalTo(20))
                .body("Faultline.classes.injected", equalTo(20));
    }

    /** As Flagger posts it with each interval. */
    private static JsonPath endless() {
        return given().body(
                        "{\"name\":\"podinfo\",\"namespace\":\"test\",\"phase\":\"Progressing\",\"metadata\":{\"url\":\""
                                + URL
                                + "\",\"qps\":\"50\",\"c\":\"2\",\"t\":\"on\",\"async\":\"on\",\"save\":\"on\",\"nocatchup\":\"on\"}}")
                .post("/fortio/rest/run?jsonPath=.metadata")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body("message", equalTo("started"))
                .body("Count", equalTo(1))
                .extract()
                .jsonPath();
    }

    @Test
    void theSameRunIsJoinedAndAnotherRefused() {
        int id = endless().getInt("RunID");
        JsonPath again = endless();
        assertEquals(id, again.getInt("RunID"));
        String status = "Statuses.'" + id + "'.";
        when().get("/fortio/rest/status?runid=" + id)
                .then()
                .statusCode(200)
                .body("Statuses", aMapWithSize(1))
                .body(status + "State", equalTo(2))
                .body(status + "RunID", equalTo(id))
                .body(status + "RunnerOptions.QPS", equalTo(50f))
                .body(status + "RunnerOptions.Duration", equalTo(-1))
                .body(status + "RunnerOptions.ID", equalTo(again.getString("ResultID")));
        run("&qps=51&t=1s")
                .then()
                .statusCode(409)
                .header("Content-Type", "application/json")
                .body("error", equalTo(true))
                .body("exception", containsString("run " + id + " is under way"));
    }

    @Test
    void aRunThatIsStoppedHasAResult() {
        // So that what is seen below was sent by this run.
        Eventually.so(
                () -> when().get("/api/stats?window=1s"),
                stats -> stats.jsonPath().getInt("samples") == 0);
        JsonPath started = endless();
        int id = started.getInt("RunID");
        String result = "/fortio/data/" + started.getString("ResultID") + ".json";
        when().get(result).then().statusCode(404).body("error", equalTo(true));
        Eventually.so(
                () -> when().get("/api/stats?window=1s"),
                stats -> stats.jsonPath().getInt("samples") > 0);
        when().get("/fortio/rest/stop?runid=" + id + "&wait=on")
                .then()
                .statusCode(200)
                .body("message", equalTo("stopped"))
                .body("Count", equalTo(1))
                .body("ResultID", equalTo(started.getString("ResultID")))
                .body("ResultURL", endsWith(result));
        when().get(started.getString("ResultURL"))
                .then()
                .statusCode(200)
                .body("RequestedDuration", equalTo("until stop"))
                .body("RetCodes.'200'", greaterThan(0));
        when().get("/fortio/rest/status?runid=" + id).then().body("Statuses", anEmptyMap());
        given().post("/fortio/rest/stop?runid=" + id).then().statusCode(200).body("Count", equalTo(0));
        when().get("/api/load").then().statusCode(404);
    }

    @Test
    void asFastAsPossibleIsAClosedLoop() {
        run("&qps=-1&c=2&t=500ms")
                .then()
                .statusCode(200)
                .body("RequestedQPS", equalTo("max"))
                .body("RequestedDuration", equalTo("500ms"))
                .body("DurationHistogram.Count", greaterThan(10));
    }

    @Test
    void whoStopsTheLoadStopsTheRun() {
        int id = run("&qps=50&t=on&async=on").then().extract().path("RunID");
        when().get("/api/load").then().statusCode(200).body("rate", equalTo(50f));
        when().delete("/api/load").then().statusCode(204);
        Eventually.so(
                () -> when().get("/fortio/rest/status?runid=" + id),
                status -> status.jsonPath().getMap("Statuses").isEmpty());
    }

    @Test
    void thereIsOneLoad() {
        given().body("{\"target\":\"" + URL + "\",\"rate\":20}").put("/api/load");
        run("&qps=50&t=1s").then().statusCode(409).body("exception", containsString("another load is under way"));
        when().get("/api/load").then().body("rate", equalTo(20f));
        when().get("/fortio/rest/stop").then().body("Count", equalTo(0));
        when().get("/api/load").then().statusCode(200);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "''; ''; url must be given",
                "''; {\"url\":\"https://a/\"}; url must be a URL",
                "''; {\"url\":\"localhost:8080\",\"qps\":\"many\"}; qps must be a number",
                "''; {\"url\":\"localhost:8080\",\"qps\":-2}; qps must be a rate",
                "''; {\"url\":\"localhost:8080\",\"qps\":1000000}; qps must be from",
                "''; {\"url\":\"localhost:8080\",\"c\":0.5}; c must be a whole number",
                "''; {\"url\":\"localhost:8080\",\"t\":\"42\"}; t must be a duration",
                "''; {\"url\":\"localhost:8080\",\"t\":\"on\"}; t must be a duration without async=on",
                "''; {\"url\":\"localhost:8080\",\"n\":\"10\",\"qps\":0}; n must come with a qps above 0",
                "''; {\"url\":\"localhost:8080\",\"n\":\"ten\"}; n must be a number",
                "''; {\"url\":\"localhost:8080\",\"resolve\":\"10.0.0.1\"}; resolve is not supported",
                "''; {\"url\":\"localhost:8080\",\"jitter\":\"on\"}; jitter must be off here",
                "''; {\"url\":\"localhost:8080\",\"runner\":\"grpc\"}; runner must be http here",
                "''; {\"url\":\"localhost:8080\",\"async\":\"maybe\"}; async must be on or off",
                "''; {\"url\":\"localhost:8080\",\"headers\":[\"broken\"]}; headers must be written as",
                "''; {\"url\":\"localhost:8080\",\"headers\":{\"a\":1}}; headers must be a text",
                "''; {\"url\":\"localhost:8080\",\"timeout\":\"3\"}; timeout must be a duration",
                "''; {\"url\":\"localhost:8080\",\"p\":\"most\"}; p must be percentiles",
                "''; {\"name\":\"podinfo\",\"metadata\":{}}; name is not supported",
                "jsonPath=.metadata; {\"url\":\"localhost:8080\"}; jsonPath must lead to an object",
                "jsonPath=.metadata.url; {\"metadata\":{\"url\":\"a\"}}; jsonPath must lead to an object",
                "''; []; the document must be an object, was array",
                "''; {\"url\":; the document must be well formed",
            })
    void whatCannotBeReadIsNotTakenForZero(String query, String body, String complaint) {
        Response answer = given().body(body).post("/fortio/rest/run" + (query.isEmpty() ? "" : "?" + query));
        answer.then()
                .statusCode(400)
                .header("Content-Type", "application/json")
                .body("error", equalTo(true))
                .body("exception", startsWith(complaint));
        when().get("/api/load").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/fortio/rest/status?runid=x",
        "/fortio/rest/stop?runid=-1",
        "/fortio/rest/status?run=1",
        "/fortio/rest/stop?runid=1&runid=2"
    })
    void aRunidIsANumberAndAllThereIs(String path) {
        when().get(path).then().statusCode(400).body("error", equalTo(true));
    }
}
