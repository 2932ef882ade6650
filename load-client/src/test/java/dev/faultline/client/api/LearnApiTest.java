package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Learning over HTTP. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class LearnApiTest {

    private static final String LOG =
            "1.2.3.4 - - [30/Nov/2026:11:00:00 +0000] \"GET /a HTTP/1.1\" 503 5 \"-\" \"-\" 0.250\n";

    @AfterEach
    void putBack() {
        Neighbours.PLAN.set("{\"rules\":[]}");
    }

    private static ValidatableResponse learn(Object document, String query) {
        return given().contentType("application/json")
                .body(document)
                .post("/api/learn" + query)
                .then();
    }

    @Test
    void aPlanIsLearnedAndNothingIsInForce() {
        learn(Map.of("content", LOG.repeat(4), "by", "path"), "")
                .statusCode(200)
                .contentType("application/json")
                .body("requests", equalTo(4))
                .body("plan.rules[0].match.path", equalTo("/a"))
                .body("basis[0].outcomes.'503'.samples", equalTo(4))
                .body("source", startsWith("content ("));
        assertEquals("{\"rules\":[]}", Neighbours.PLAN.get());
    }

    @Test
    void itIsPutInForceWhereThatIsWanted() {
        learn(Map.of("content", LOG), "?put=true").statusCode(200);
        assertTrue(String.valueOf(Neighbours.PLAN.get()).contains("\"status\":503"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|must name one source",
                "{'content':'nonsense'}|content must be one of report of Faultline",
                "{'file':'/etc/passwd'}|file must not be given: no files are learned from",
                "{'prometheus':{'url':'http://example.com','service':'a'}}|prometheus.url must be one of localhost",
                "{'prometheus':{'url':'http://user:pass@localhost','service':'a'}}|prometheus.url must be a URL such as",
                "{'content':'x','stepp':'5s'}|stepp is not known here; did you mean step?",
                "[]|must be an object",
            })
    void whatCantBeLearnedIsAProblemAndNothingIsInForce(String document, String detail) {
        learn(document.replace('\'', '"'), "?put=true")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(detail));
        assertEquals("{\"rules\":[]}", Neighbours.PLAN.get());
    }

    @Test
    void aPrometheusThatDoesNotAnswerIsABadGateway() {
        learn("{\"prometheus\":{\"url\":\"http://127.0.0.1:1\",\"service\":\"a\"}}", "")
                .statusCode(502)
                .contentType("application/problem+json")
                .body("detail", startsWith("GET http://127.0.0.1:1/api/v1/query?... failed: "));
    }
}
