package dev.faultline.injector.api;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.platform.wire.WireJson;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
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

    @Test
    void everyChangeIsAnotherRevisionWhoeverMakesItAndWhateverItSays() {
        String document =
                "{\"seed\":1,\"rules\":[{\"name\":\"r\",\"aborts\":[{\"percentage\":20,\"type\":\"status\",\"status\":500}]}]}";
        String tag = put(JSON, document).header("ETag");
        JsonPath first = given().get(PLAN + "/revision").jsonPath();
        assertEquals(tag, first.getString("etag"));
        assertEquals("set", first.getString("changed.how"));
        assertEquals("127.0.0.1", first.getString("changed.by"));
        assertEquals(false, first.getBoolean("expired"));
        JsonPath same = given().get(PLAN + "/revision").jsonPath();
        assertEquals(first.getLong("revision"), same.getLong("revision"), "reading changes nothing");
        put(JSON, document).then().statusCode(200);
        JsonPath anew = given().header("l5d-client-id", "somebody.else")
                .get(PLAN + "/revision")
                .jsonPath();
        assertEquals(tag, anew.getString("etag"), "the plan is the same");
        assertEquals(first.getLong("revision") + 1, anew.getLong("revision"), "and was put once more");
        assertEquals(first.getString("instance"), anew.getString("instance"));
        given().header("l5d-client-id", "somebody.else").delete(PLAN).then().statusCode(200);
        JsonPath stopped = given().get(PLAN + "/revision").jsonPath();
        assertEquals("stopped", stopped.getString("changed.how"));
        assertEquals("somebody.else", stopped.getString("changed.by"));
        assertNotEquals(tag, stopped.getString("etag"));
    }

    @Test
    void aPlanWhoseTimeHasPassedIsExpired() {
        put(JSON, "{\"expiresIn\":\"100ms\",\"rules\":[]}").then().statusCode(200);
        await().until(() -> given().get(PLAN + "/revision").jsonPath().getBoolean("expired"));
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

    @ParameterizedTest
    @ValueSource(strings = {"50000000", "9223372036854775807"})
    void refusesBodiesThatAreDeclaredTooLongAtOnce(String length) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.getOutputStream()
                    .write(("PUT " + PLAN + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertEquals("HTTP/1.1 413 Request Entity Too Large", answer.readLine());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "PUT /api/faults HTTP/1.1\r\nHost: x\r\nContent-Length: "})
    void endsHeadsThatNeverDo(String begun) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        }
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
    void metricsComeInOpenMetricsToWhoAsksForThat() {
        given().header("Accept", "application/openmetrics-text;version=1.0.0")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
                .body(containsString("faultline_active_faults"))
                .body(endsWith("# EOF\n"));
    }

    @Test
    void saysWhetherItIsReadyAndWhatItOffers() {
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("data-plane"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/api/faults"));
    }
}
