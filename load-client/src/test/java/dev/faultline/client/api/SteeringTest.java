package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may change what while an experiment is under way, and what becomes of it then. */
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
@Execution(ExecutionMode.SAME_THREAD)
class SteeringTest {

    /** What Neighbours' injector answers is of no account: it passes unless it is ended. */
    private static final String EXPERIMENT = """
            title: watched
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 100}
            warmup: 0s
            baseline: {duration: 1s, gate: [success_rate >= 1%]}
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 40}
              - hold: 10m
            verify: {duration: 1s}
            """;

    private static final String LOAD = "{'target':'http://demo-backend:8080/','rate':50}";
    private static final String SPLIT = "{'weights':{'demo-backend':90,'error-injector':10}}";
    private static final String PLAN = "{'rules':[{'name':'other'}]}";

    private String location = "";

    @BeforeEach
    void begin() {
        Neighbours.PLAN.set("{\"rules\":[\"before\"]}");
        location = Eventually.steering(EXPERIMENT, 40);
    }

    @AfterEach
    void end() {
        when().delete(location).then().statusCode(202);
        over();
        given().body("{\"weights\":{\"demo-backend\":100,\"error-injector\":0}}")
                .put("/api/split")
                .then()
                .statusCode(200);
        when().delete("/api/load").then().statusCode(204);
        Neighbours.PLAN.set("{\"rules\":[]}");
    }

    private Response over() {
        return Eventually.so(
                () -> when().get(location), answer -> answer.path("state").equals("done"));
    }

    private static Response ask(String change) {
        String[] parts = change.split(" ", 2);
        return ask(parts[0], parts[1]);
    }

    private static Response ask(String method, String path) {
        String body = path.startsWith("load") ? LOAD : path.startsWith("split") ? SPLIT : PLAN;
        return given().body(method.equals("DELETE") ? "" : body.replace('\'', '"'))
                .request(method, "/api/" + path);
    }

    @Test
    void othersAreRefusedAndToldByWhom() {
        for (String change : List.of(
                "PUT load",
                "PATCH load",
                "DELETE load",
                "PUT split",
                "PUT injector/faults",
                "PATCH injector/faults",
                "DELETE injector/faults",
                "PUT injector/faults/presets/flaky",
                "PUT load?force=false",
                "PUT injector/faults?force=false")) {
            ask(change)
                    .then()
                    .statusCode(409)
                    .contentType("application/problem+json")
                    .body("detail", containsString("experiment " + location.substring(location.lastIndexOf('/') + 1)))
                    .body("detail", containsString("?force=true"));
            when().get(location).then().body("state", equalTo("inject"));
            assertTrue(String.valueOf(Neighbours.PLAN.get()).contains("\"r\""), change);
        }
        for (String dryRun :
                List.of("PUT load?dryRun=true", "DELETE load?dryRun=true", "PUT injector/faults?dryRun=true")) {
            assertEquals(2, ask(dryRun).statusCode() / 100, dryRun);
            when().get(location).then().body("state", equalTo("inject"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PUT; load?force=true; the load was replaced over the API by 127.0.0.1 after",
                "PATCH; load?force=true; the load was replaced over the API by 127.0.0.1 after",
                "DELETE; load?force=true; the load was stopped over the API by 127.0.0.1 after",
                "PUT; split?force=true; the split was changed over the API by 127.0.0.1 to {demo-backend=90, error-injector=10} after",
                "PUT; injector/faults?force=true; the fault plan was replaced over the API by 127.0.0.1 after",
                "DELETE; injector/faults?force; the fault plan was stopped over the API by 127.0.0.1 after",
            })
    void whoInsistsEndsItAndIsNamed(String method, String path, String reason) {
        assertEquals(2, ask(method, path).statusCode() / 100);
        Response done = over();
        assertEquals("aborted", done.path("verdict.outcome"));
        assertTrue(done.<String>path("verdict.reason").startsWith(reason), done.asString());
        boolean load = path.startsWith("load");
        boolean split = path.startsWith("split");
        boolean faults = path.startsWith("injector");
        when().get("/api/split").then().body("weights.error-injector", equalTo(split ? 10 : 0));
        when().get("/api/load").then().statusCode(load && !method.equals("DELETE") ? 200 : 404);
        assertEquals(
                faults
                        ? (method.equals("PUT") ? PLAN.replace('\'', '"') : "{\"rules\":[]}")
                        : "{\"rules\":[\"before\"]}",
                Neighbours.PLAN.get());
        when().get(location + "/report.json")
                .then()
                .body("changes.size()", equalTo(1))
                .body(
                        "changes[0].what",
                        equalTo(done.<String>path("verdict.reason").replaceAll(" after \\d+ s of the hold.*", "")));
    }

    @Test
    void whoGoesPastTheApiIsFoundOut() {
        Neighbours.change("{\"rules\":[]}");
        Response done = over();
        assertEquals("aborted", done.path("verdict.outcome"));
        assertTrue(
                done.<String>path("verdict.reason").startsWith("the fault plan was replaced by 127.0.0.1 after"),
                done.asString());
    }

    @Test
    void invalidInputEndsNothing() {
        given().body("{\"weights\":{\"nobody\":1}}")
                .put("/api/split?force=true")
                .then()
                .statusCode(400);
        given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":-1}")
                .put("/api/load?force=true")
                .then()
                .statusCode(400);
        when().get(location).then().body("state", equalTo("inject"));
    }
}
