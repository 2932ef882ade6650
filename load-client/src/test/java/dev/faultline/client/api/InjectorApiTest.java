package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control API of the injector as it is handed on. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class InjectorApiTest {

    @AfterEach
    void putBack() {
        Neighbours.PLAN.set("{\"rules\":[]}");
    }

    @Test
    void callsAndAnswersPassAsTheyAre() {
        given().urlEncodingEnabled(false)
                .header("If-Match", "\"1\"")
                .header("Authorization", "Bearer of-the-caller")
                .contentType("application/merge-patch+json")
                .body("{\"seed\":1}")
                .patch("/api/injector/faults?dryRun=true&echo=%7Bx%7D")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .header("ETag", "\"2\"")
                .header("Retry-After", "7")
                .body(
                        equalTo(
                                "PATCH /api/faults?dryRun=true&echo=%7Bx%7D|application/merge-patch+json; charset=ISO-8859-1|\"1\"|null|{\"seed\":1}"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, faults, 200",
        "DELETE, faults, 200",
        "GET, faults/presets, 200",
        "PUT, faults/presets/slow.one_2-x, 200",
        "GET, faults/preview?from=1m, 200",
        "GET, stats, 200",
        "PUT, stats, 200",
        "GET, , 404",
        "GET, health, 404",
        "GET, faults/presets/, 200",
        "GET, faults/presets/a/b, 404",
        "GET, faults/presets/.., 200",
        "GET, faults/presets/%2e%2e%2fstats, 404",
        "GET, faults/presets/a%2f..%2f..%2fstats, 404",
        "GET, ../q/health, 404",
        "POST, faults, 405",
    })
    void whatElseTheInjectorHasIsNotToBeHad(String method, @Nullable String rest, int status) {
        Response answer =
                given().urlEncodingEnabled(false).request(method, "/api/injector/" + (rest == null ? "" : rest));
        assertEquals(status, answer.statusCode(), answer::asString);
        if (status >= 400) {
            answer.then().contentType("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, (1 << 20) + 1})
    void bodiesAreBounded(int bytes) {
        given().body("x".repeat(bytes))
                .put("/api/injector/faults?dryRun=true")
                .then()
                .statusCode(bytes > 1 << 20 ? 413 : 200);
    }

    @Test
    void anAnswerThatIsTooLongIsNone() {
        when().get("/api/injector/faults?long=true")
                .then()
                .statusCode(502)
                .contentType("application/problem+json")
                .body("detail", containsString("does not answer: the answer has more than 1048576 bytes"));
    }

    @Test
    void aRefusalPassesToo() {
        given().body("{\"rules\":[\"refused\"]}")
                .put("/api/injector/faults")
                .then()
                .statusCode(400)
                .body("field", equalTo("rules[0].name"));
        assertEquals("{\"rules\":[]}", when().get("/api/injector/faults").asString());
    }
}
