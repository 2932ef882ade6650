package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The load over HTTP: put, patched, checked, refused. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class LoadApiTest {

    private static final String LOAD = "/api/load";
    private static final String PLAN = "{\"target\":\"http://demo-backend:8080/\",\"rate\":10}";

    @AfterEach
    void stop() {
        when().delete(LOAD).then().statusCode(204);
    }

    private static ValidatableResponse send(String method, String path, String body) {
        return given().body(body.getBytes(StandardCharsets.UTF_8))
                .request(method, path)
                .then();
    }

    @Test
    void aPatchChangesThePlanInForce() {
        send("PUT", LOAD, PLAN).statusCode(200);
        send("PATCH", LOAD, "{\"rate\":50,\"retries\":{\"limit\":2}}")
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body("rate", equalTo(50.0f))
                .body("retries.limit", equalTo(2));
        send("PATCH", LOAD, "{\"retries\":{\"budget\":5}}")
                .statusCode(200)
                .body("rate", equalTo(50.0f))
                .body("retries.limit", equalTo(2))
                .body("retries.budget", equalTo(5));
        send("PATCH", LOAD, "{\"stages\":[{\"type\":\"ramp\",\"to\":9,\"duration\":\"1m\"}],\"rate\":null}")
                .statusCode(200)
                .body("rate", nullValue())
                .body("stages[0].from", equalTo(0.0f));
        when().get(LOAD).then().body("stages[0].type", equalTo("ramp")).body("rate", nullValue());
    }

    @Test
    void whatIsPrintedCanBePut() {
        send("PUT", LOAD, PLAN).statusCode(200);
        String printed = when().get(LOAD).asString();
        assertEquals(
                printed, send("PUT", LOAD, printed).statusCode(200).extract().asString());
        assertEquals(
                printed, send("PATCH", LOAD, "{}").statusCode(200).extract().asString());
    }

    @Test
    void aClosedLoopWarnsBesideItsDocument() {
        String closed = "{\"target\":\"http://demo-backend:8080/\",\"concurrency\":1}";
        send("PUT", LOAD, closed).header("Warning", containsString("percentiles hide"));
        String printed = when().get(LOAD)
                .then()
                .header("Warning", containsString("299 faultline \"closed loop: "))
                .body("arrival", nullValue())
                .extract()
                .asString();
        assertEquals(
                printed, send("PUT", LOAD, printed).statusCode(200).extract().asString());
        send("PATCH", LOAD, "{\"concurrency\":null,\"rate\":5}").statusCode(200).header("Warning", nullValue());
    }

    @Test
    void aDryRunChecksAndAnswersButChangesNothing() {
        send("PUT", LOAD + "?dryRun=true", PLAN).statusCode(200).body("rate", equalTo(10.0f));
        when().get(LOAD).then().statusCode(404);
        send("PUT", LOAD, PLAN).statusCode(200);
        send("PATCH", LOAD + "?dryRun", "{\"rate\":20}").statusCode(200).body("rate", equalTo(20.0f));
        send("PUT", LOAD + "?dryRun=true", PLAN.replace("demo-backend", "example.com"))
                .statusCode(400)
                .body("field", equalTo("target"));
        when().delete(LOAD + "?dryRun=true").then().statusCode(204);
        when().get(LOAD).then().statusCode(200).body("rate", equalTo(10.0f));
        send("PATCH", LOAD + "?dryRun=false", "{\"rate\":20}").statusCode(200);
        when().get(LOAD).then().body("rate", equalTo(20.0f));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "PUT, dryrun=true, dryrun",
        "PUT, dryRun=yes, dryRun",
        "PATCH, dryRun=true&dryRun=true, dryRun",
        "DELETE, dry, dry"
    })
    void aMisspeltDryRunIsRefused(String method, String query, String field) {
        send(method, LOAD + "?" + query, PLAN).statusCode(400).body("field", equalTo(field));
        when().get(LOAD).then().statusCode(404);
    }

    @Test
    void aPatchNeedsAPlan() {
        send("PATCH", LOAD, "{\"rate\":5}")
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("PUT a plan"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"rate\":-5}; rate",
                "{\"rate\":60000}; rate",
                "{\"rate\":null}; rate",
                "{\"concurrency\":5}; rate",
                "{\"rats\":5}; rats",
                "{\"target\":null}; target",
                "{\"target\":\"http://8.8.8.8/\"}; target",
                "{\"stages\":[{\"rate\":1}],\"rate\":null}; stages[0].duration",
                "[]; ''",
                "5; ''",
                "{; ''",
            })
    void aPatchThatMakesNoPlanChangesNothing(String patch, String field) {
        send("PUT", LOAD, PLAN).statusCode(200);
        String before = when().get(LOAD).asString();
        send("PATCH", LOAD, patch)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
        assertEquals(before, when().get(LOAD).asString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.faultline.load.plan.RefusedLoads#all")
    void aRefusedLoadIsAProblemThatNamesTheField(String document, String field) {
        send("PUT", LOAD, document)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field))
                .body("rule", notNullValue())
                .body("value", notNullValue());
        when().get(LOAD).then().statusCode(404);
    }

    @Test
    void whatTheSplitCoversIsAllowedUnderAnyOfItsNames() {
        send("PUT", LOAD + "?dryRun=true", PLAN.replace("demo-backend", "demo-backend.shop"))
                .statusCode(200);
        send("PUT", LOAD + "?dryRun=true", PLAN.replace("demo-backend:8080", "demo-backend.shop:81"))
                .statusCode(400)
                .body("field", equalTo("target"));
    }

    @Test
    void anExperimentIsHeldToTheSameBounds() {
        send("POST", "/api/experiments", """
                        title: t
                        hypothesis: [success_rate >= 99%]
                        load: {target: "http://example.com/", rate: 1}
                        method: [{hold: 1s}]
                        """).statusCode(400).body("field", equalTo("load.target"));
    }
}
