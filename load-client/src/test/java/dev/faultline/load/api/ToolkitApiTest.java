package dev.faultline.load.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments of chaostoolkit over the API; what they call is the same API. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class ToolkitApiTest {

    private static final String EXPERIMENT = """
            title: half of it
            description: d
            steady-state-hypothesis:
              title: the API answers
              probes:
                - {type: probe, name: split, tolerance: 200, provider: {type: http, url: "URL/api/split"}}
                - type: probe
                  name: weights
                  tolerance: {type: jsonpath, target: body, path: '$.weights["demo-backend"]', expect: [EXPECTED]}
                  provider: {type: http, url: "URL/api/split"}
            method:
              - type: action
                name: half
                provider:
                  type: http
                  method: PUT
                  url: URL/api/split
                  headers: {Content-Type: application/json}
                  arguments: {weights: {demo-backend: METHOD, error-injector: 50}}
                pauses: {after: PAUSE}
            rollbacks:
              - type: action
                name: back
                provider:
                  type: http
                  method: PUT
                  url: URL/api/split
                  headers: {Content-Type: application/json}
                  arguments: {weights: {demo-backend: 100, error-injector: 0}}
            """;

    @TestHTTPResource
    URI site = URI.create("http://127.0.0.1/");

    private String experiment(String expected, String method, String pause) {
        return EXPERIMENT
                .replace("URL", "http://127.0.0.1:" + site.getPort())
                .replace("EXPECTED", expected)
                .replace("METHOD", method)
                .replace("PAUSE", pause);
    }

    private static String start(String experiment) {
        return given().body(experiment)
                .post("/api/experiments")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/experiments/chaostoolkit-"))
                .extract()
                .path("id");
    }

    private static Response done(String id) {
        return await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> when().get("/api/experiments/" + id), answer -> "done".equals(answer.path("state")));
    }

    @Test
    void itIsRunRolledBackAndToldAsAJournal() {
        // The look after the method finds what the method did.
        String id = start(experiment("100", "50", "0"));
        Response over = done(id);
        assertEquals("fail", over.path("verdict.outcome"), over::asString);
        when().get("/api/split").then().body("weights.demo-backend", equalTo(100));
        when().get("/api/experiments").then().body("id", hasItem(id));
        for (String report : new String[] {"/report", "/report.json"}) {
            when().get("/api/experiments/" + id + report)
                    .then()
                    .statusCode(200)
                    .header("Content-Type", "application/json")
                    .body("$", hasKey("chaoslib-version"))
                    .body("status", equalTo("completed"))
                    .body("deviated", equalTo(true))
                    .body("run[0].output.status", equalTo(200))
                    .body("rollbacks[0].status", equalTo("succeeded"));
        }
    }

    @Test
    void onlyOneIsUnderWayAndItCanBeAborted() {
        String id = start(experiment("100", "50", "600"));
        given().body(experiment("100", "50", "0"))
                .post("/api/experiments")
                .then()
                .statusCode(409);
        given().body("""
                        title: ours
                        hypothesis: [success_rate >= 1%]
                        load: {target: "http://demo-backend:8080/", rate: 1}
                        method: [{hold: 1s}]
                        """).post("/api/experiments").then().statusCode(409);
        when().delete("/api/experiments/" + id).then().statusCode(202);
        Response over = done(id);
        assertEquals("aborted", over.path("verdict.outcome"), over::asString);
        assertEquals("aborted over the API", over.path("verdict.reason"), over::asString);
        when().get("/api/split").then().body("weights.demo-backend", equalTo(100));
        String next = start(experiment("7", "50", "0"));
        assertEquals(
                "aborted", done(next).path("verdict.outcome"), "the place is free again, and the gate holds it back");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {title: t, method: [{type: action, name: a, provider: {type: http, url: "http://example.com/"}}]}   | method[0].provider.url
            {title: t, method: [{type: action, name: a, provider: {type: process, path: ls}}]}                  | method[0].provider.type
            {title: t, configuration: {a: {type: env, key: PATH}}, rollbacks: [], method: []}                   | configuration.a
            """)
    void whatMayNotBeDoneIsAProblem(String experiment, String field) {
        given().body(experiment)
                .post("/api/experiments")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field))
                .body("detail", startsWith(field));
    }

    @Nested
    class OfAnotherProcess {

        private static final String ID = "chaostoolkit-20200101-000000-001";

        /** A journal as an earlier process has left it. */
        @BeforeEach
        void onDisk() throws IOException {
            Path directory = Files.createDirectories(Path.of("target", "test-reports"));
            Path written = Files.writeString(directory.resolve(ID + ".journal.json"), """
                    {"chaoslib-version": "1.45.0", "start": "2020-01-01T00:00:00.000000+00:00",
                     "end": "2020-01-01T00:00:09.500000+00:00", "status": "completed",
                     "experiment": {"title": "t", "extensions": [
                       {"name": "faultline", "id": "x", "outcome": "fail", "reason": "could not roll back"}]}}
                    """);
            assertTrue(Files.exists(written));
        }

        @Test
        void itIsListedServedAndOver() {
            when().get("/api/experiments").then().statusCode(200).body("id", hasItem(ID));
            when().get("/api/experiments/" + ID)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("done"))
                    .body("title", equalTo("t"))
                    .body("verdict.outcome", equalTo("fail"))
                    .body("ended", equalTo("2020-01-01T00:00:09.500Z"));
            when().delete("/api/experiments/" + ID).then().statusCode(202).body("state", equalTo("done"));
        }

        @ParameterizedTest(name = "{0} {1}: {2} {3}")
        @CsvSource(delimiter = '|', textBlock = """
                ''            | */*                                           | 200 | application/json
                ''            | application/json                              | 200 | application/json
                ''            | application/vnd.chaostoolkit.journal+json     | 200 | application/vnd.chaostoolkit.journal+json
                ''            | application/*                                 | 200 | application/json
                ''            | text/html,*/*;q=0.1                           | 200 | application/json
                ''            | text/html                                     | 406 | application/problem+json
                ''            | image/png                                     | 406 | application/problem+json
                .json         | text/html                                     | 200 | application/json
                .journal.json | */*                                           | 200 | application/vnd.chaostoolkit.journal+json
                .html         | */*                                           | 404 | application/problem+json
                .junit.xml    | */*                                           | 404 | application/problem+json
                .xml          | */*                                           | 404 | application/problem+json
                .pdf          | */*                                           | 404 | application/problem+json
                """)
        void itsJournalComesAsAJournalOnly(String suffix, String accept, int status, String type) {
            given().accept(accept)
                    .get("/api/experiments/" + ID + "/report" + suffix)
                    .then()
                    .statusCode(status)
                    .contentType(startsWith(type));
        }

        @Test
        void itIsNotCompared() {
            when().get("/api/experiments/compare?a=" + ID + "&b=" + ID)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("detail", startsWith("a must be one of our own experiments"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/chaostoolkit-20190101-000000-001", "/chaostoolkit-..%2F..%2Fpom/report.json"})
        void whatIsNotThereIsAProblem(String path) {
            given().urlEncodingEnabled(false)
                    .get("/api/experiments" + path)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
    }
}
