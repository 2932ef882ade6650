package dev.faultline.injector.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.WireJson;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
class FaultsResourceTest {

    private static final String PLAN = "/api/faults";
    private static final String PROBLEM = "application/problem+json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    @BeforeEach
    void startWithoutFaults() {
        // RestAssured would add a charset to every content type.
        RestAssured.config = RestAssured.config()
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
        given().delete(PLAN).then().statusCode(200);
    }

    private static Response put(String type, String body) {
        return given().contentType(type).body(body).put(PLAN);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/refused-plans.csv", delimiter = ';', quoteCharacter = '`', maxCharsPerColumn = 10_000)
    void refusesBadPlansByName(String document, String field, String complaint)
            throws IOException, InterruptedException {
        String before = given().get(PLAN).asString();
        JsonNode problem = refusal(document.replace('\'', '"'));
        String named = field == null ? "" : field;
        assertEquals(400, problem.required("status").intValue());
        assertEquals(named, problem.required("field").textValue());
        assertTrue(
                problem.required("detail")
                        .textValue()
                        .startsWith((named.isEmpty() ? "the document" : named) + " " + complaint),
                problem::toString);
        assertNotEquals("", problem.path("rule").asText("?"));
        assertNotEquals("", problem.path("value").asText("?"));
        assertEquals(before, given().get(PLAN).asString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/refused-forms.csv", delimiter = ';', quoteCharacter = '`')
    void refusesBadForms(String form, String field) {
        put(FORM, form)
                .then()
                .statusCode(400)
                .contentType(equalTo(PROBLEM))
                .body("field", equalTo(field == null ? "" : field));
    }

    /** What {@code curl -d '{...}'} sends if nobody thinks of the type. */
    @Test
    void takesJsonThatIsCalledAForm() {
        put(FORM, " {\"rules\":[{\"name\":\"a\"}]}").then().statusCode(200).body("rules[0].name", equalTo("a"));
    }

    @Test
    void refusesWhatIsHardToWriteDown() throws IOException, InterruptedException {
        byte[] notUtf8 = "{\"x?\":1}".getBytes(StandardCharsets.UTF_8);
        notUtf8[3] = (byte) 0xff;
        assertTrue(refusal(notUtf8).required("detail").asText().contains("must be well formed"));
        assertEquals("", refusal("[".repeat(100_000)).required("field").asText());
        String rules = "{\"rules\":[" + "{},".repeat(330_000) + "{}]}";
        assertEquals("rules", refusal(rules).required("field").asText());
        assertEquals(
                "",
                refusal("{\"seed\":" + "9".repeat(5_000) + "}")
                        .required("field")
                        .asText());
        given().put(PLAN).then().statusCode(400).contentType(equalTo(PROBLEM));
    }

    private static JsonNode refusal(String document) throws IOException, InterruptedException {
        return refusal(document.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Puts a document that must be refused, past RestAssured: it takes seconds to write a large one down, and compiles each
     * path that is looked at anew.
     */
    private static JsonNode refusal(byte[] document) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + PLAN))
                .header("Content-Type", JSON)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(document))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(400, response.statusCode(), response::body);
        assertEquals(PROBLEM, response.headers().firstValue("Content-Type").orElse(""));
        return WireJson.mapper().readTree(response.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {(2 << 20) + 1, 5 << 20})
    void refusesBodiesOverTheLimit(int bytes) {
        put(JSON, " ".repeat(bytes))
                .then()
                .statusCode(413)
                .contentType(equalTo(PROBLEM))
                .body("detail", containsString("2097152"));
    }

    @ParameterizedTest(name = "{0} {1} as {2}: {3}")
    @CsvSource({
        "PUT, /api/faults, text/plain, 415",
        "PUT, /api/faults, application/xml, 415",
        "PUT, /api/faults, multipart/form-data, 415",
        "PUT, /api/faults, ;;/, 400",
        "PUT, /api/faults?dryRun=true, application/json, 400",
        "DELETE, /api/faults?x, application/json, 400",
        "POST, /api/faults, application/json, 405",
        "PATCH, /api/stats, application/json, 405",
        "GET, /api/nothing, application/json, 404",
        "PUT, /api/faults/x, application/json, 404",
        "GET, /api, application/json, 404",
    })
    void refusalsHaveABody(String method, String path, String type, int status) {
        given().header("Content-Type", type)
                .request(method, path)
                .then()
                .statusCode(status)
                .contentType(equalTo(PROBLEM))
                .body("status", equalTo(status))
                .body("detail", not(equalTo("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, "application/json; charset=utf-8", "application/merge-patch+json"})
    void takesJsonOfAnyName(String type) {
        put(type, "{\"seed\":1}").then().statusCode(200).body("seed", equalTo(1));
    }

    @Test
    void takesFortiosGrammar() {
        put(FORM, "status=503:20,500:10&delay=10ms:20,1s:0.5&ttl=5m")
                .then()
                .statusCode(200)
                .body("rules[0].aborts.status", hasItem(503))
                .body("rules[0].aborts.percentage", hasItem(20))
                .body("rules[0].delay.type", equalTo("discrete"))
                .body("expiresAt", startsWith("20"));
    }

    @Test
    void whatIsReadCanBePutBack() {
        put(FORM, "status=503:20&ttl=5m");
        Response first = given().get(PLAN);
        Response second = put(JSON, first.asString());
        assertEquals(JSON, first.header("Content-Type"));
        assertEquals(first.asString(), second.asString());
        assertEquals(first.header("ETag"), given().get(PLAN).header("ETag"));
    }

    @Test
    void changesOnlyThePlanThatWasMeant() {
        String stale = given().get(PLAN).header("ETag");
        put(FORM, "status=503:20");
        String current = given().get(PLAN).header("ETag");
        given().header("If-Match", stale).delete(PLAN).then().statusCode(412).contentType(equalTo(PROBLEM));
        given().header("If-Match", "W/" + current).delete(PLAN).then().statusCode(412);
        given().header("If-Match", stale)
                .contentType(JSON)
                .body("{}")
                .put(PLAN)
                .then()
                .statusCode(412);
        given().header("If-Match", stale + ", " + current)
                .contentType(JSON)
                .body("{\"seed\":7}")
                .put(PLAN)
                .then()
                .statusCode(200);
        given().header("If-Match", "*").delete(PLAN).then().statusCode(200);
    }

    @Test
    void deleteIsIdempotent() {
        put(FORM, "status=503:20");
        String once = given().delete(PLAN).asString();
        assertEquals(once, given().delete(PLAN).asString());
        given().get(PLAN).then().body("rules.size()", equalTo(0)).body("otherwise.body", equalTo("ok"));
    }

    @Test
    void saysWhetherItIsReadyAndWhatItOffers() {
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("data-plane"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/api/faults"));
    }
}
