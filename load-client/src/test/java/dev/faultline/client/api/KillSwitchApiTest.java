package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kill switch as its users see it. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class KillSwitchApiTest {

    private static final String PATH = "/api/kill-switch";
    private static final String NONE = "{\"rules\":[]}";
    private static final String EXPERIMENT = """
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 100}
            warmup: 1s
            baseline: {duration: 1s, gate: [success_rate >= 1%]}
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 80}
              - hold: 10m
            verify: {duration: 1s}
            """;

    @BeforeEach
    void inject() {
        Neighbours.PLAN.set("{\"rules\":[\"before\"]}");
        split(50);
    }

    @AfterEach
    void putBack() {
        Neighbours.BROKEN.set(false);
        Neighbours.PLAN.set(NONE);
        split(0);
    }

    private static void split(int injector) {
        given().body("{\"weights\":{\"demo-backend\":" + (100 - injector) + ",\"error-injector\":" + injector + "}}")
                .put("/api/split")
                .then()
                .statusCode(200);
    }

    @Test
    void withoutAnExperimentFaultsAndWeightsAreOff() {
        for (int i = 0; i < 2; i++) {
            when().post(PATH)
                    .then()
                    .statusCode(200)
                    .body("faults", equalTo("off"))
                    .body("split.weights.demo-backend", equalTo(100))
                    .body("split.weights.error-injector", equalTo(0))
                    .body("experiments.size()", equalTo(0));
        }
        assertEquals(NONE, Neighbours.PLAN.get());
    }

    @Test
    void anExperimentEndsAndBringsNothingBack() {
        String location = Eventually.steering(EXPERIMENT, 80);
        String id = location.substring(location.lastIndexOf('/') + 1);
        when().post(PATH).then().statusCode(200).body("experiments", hasItem(id));
        Response done = Eventually.so(
                () -> when().get(location), answer -> answer.path("state").equals("done"));
        assertEquals("aborted", done.path("verdict.outcome"));
        assertEquals("the kill switch was pressed", done.path("verdict.reason"));
        assertEquals(NONE, Neighbours.PLAN.get());
        when().get("/api/split").then().body("weights.error-injector", equalTo(0));
    }

    @Test
    void aPartThatFailsKeepsNoOtherFromBeingDone() {
        Neighbours.BROKEN.set(true);
        when().post(PATH)
                .then()
                .statusCode(502)
                .contentType("application/problem+json")
                .body("detail", containsString("the faults: DELETE http://127.0.0.1:"))
                .body("detail", not(containsString("the split")));
        when().get("/api/split").then().body("weights.error-injector", equalTo(0));
    }

    @Test
    void aPageOfAnotherSiteMayNotPressIt() {
        given().header("Origin", "http://evil.example").post(PATH).then().statusCode(403);
        given().header("Sec-Fetch-Site", "cross-site").post(PATH).then().statusCode(403);
        when().get("/api/split").then().body("weights.error-injector", equalTo(50));
        given().header("Origin", StatsTest.base())
                .header("Sec-Fetch-Site", "same-origin")
                .post(PATH)
                .then()
                .statusCode(200);
        given().header("Origin", "http://evil.example").get("/api/split").then().statusCode(200);
        given().header("Host", "evil.example")
                .header("Origin", "http://evil.example")
                .post(PATH)
                .then()
                .statusCode(403)
                .body("detail", containsString("faultline.control.token"));
    }
}
