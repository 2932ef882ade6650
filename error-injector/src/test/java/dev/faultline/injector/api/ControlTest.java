package dev.faultline.injector.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control API beyond putting and stopping plans: patches, dry runs, presets, the preview and the counts. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
class ControlTest {

    private static final String PLAN = "/api/faults";
    private static final String PRESETS = PLAN + "/presets/";
    private static final String JSON = "application/json";
    private static final String PATCH = "application/merge-patch+json";

    @BeforeEach
    void startWithoutFaults() {
        RestAssured.config = RestAssured.config()
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
        given().delete(PLAN).then().statusCode(200);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static ValidatableResponse put(String plan) {
        return given().contentType(JSON).body(json(plan)).put(PLAN).then();
    }

    private static ValidatableResponse patch(String patch) {
        return given().contentType(PATCH).body(json(patch)).patch(PLAN).then();
    }

    @Test
    void aPatchChangesWhatItNames() {
        put("{'seed':1,'expiresIn':'1h','rules':[{'name':'a'}]}").statusCode(200);
        patch("{'maxActiveFaults':5,'seed':null}")
                .statusCode(200)
                .body("maxActiveFaults", equalTo(5))
                .body("seed", nullValue())
                .body("expiresAt", notNullValue())
                .body("rules[0].name", equalTo("a"));
        patch("{'expiresAt':null}").statusCode(200).body("expiresAt", nullValue());
        patch("{'expiresIn':'5m'}").statusCode(200).body("expiresAt", notNullValue());
        patch("{'rules':[]}").statusCode(200).body("rules", hasSize(0));
        given().get(PLAN).then().body("maxActiveFaults", equalTo(5)).body("expiresAt", notNullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'maxActiveFaults':-1}; maxActiveFaults",
                "{'rules':{}}; rules",
                "{'rule':[]}; rule",
                "[]; ''",
                "1; ''",
                "{'rules':[{'aborts':[{'type':'status','percentage':1,'status':5}]}]}; rules[0].aborts[0].status",
            })
    void aBadPatchChangesNothing(String patch, String field) {
        put("{'seed':7}").statusCode(200);
        String before = given().get(PLAN).asString();
        patch(patch).statusCode(400).body("field", equalTo(field));
        assertEquals(before, given().get(PLAN).asString());
    }

    @Test
    void aPatchOfAnotherTypeIsRefused() {
        given().contentType("text/plain").body("{}").patch(PLAN).then().statusCode(415);
        given().contentType("application/x-www-form-urlencoded")
                .body("status=503")
                .patch(PLAN)
                .then()
                .statusCode(415);
    }

    @Test
    void aPatchThatLostARaceIsRefused() {
        String tag = put("{'seed':1}").extract().header("ETag");
        put("{'seed':2}");
        given().contentType(PATCH)
                .header("If-Match", tag)
                .body("{}")
                .patch(PLAN)
                .then()
                .statusCode(412);
        given().header("If-Match", tag).put(PRESETS + "slow").then().statusCode(412);
        given().header("If-Match", tag).delete(PLAN).then().statusCode(412);
        given().get(PLAN).then().body("seed", equalTo(2));
    }

    @Test
    void aDryRunChangesNothing() {
        String before = put("{'seed':1,'rules':[{'name':'a'}]}").extract().asString();
        given().contentType(JSON)
                .body("{\"seed\":2}")
                .put(PLAN + "?dryRun=true")
                .then()
                .statusCode(200)
                .contentType(equalTo(JSON))
                .header("ETag", nullValue())
                .body("seed", equalTo(2));
        given().contentType(JSON)
                .body("{\"seed\":3}")
                .patch(PLAN + "?dryRun=true")
                .then()
                .body("seed", equalTo(3));
        given().put(PRESETS + "slow?dryRun=true").then().body("rules[0].name", equalTo("slow"));
        given().delete(PLAN + "?dryRun=true").then().statusCode(200).body("rules", hasSize(0));
        given().contentType(JSON)
                .body("{\"seed\":\"x\"}")
                .put(PLAN + "?dryRun=true")
                .then()
                .statusCode(400);
        assertEquals(before, given().get(PLAN).asString());
        given().contentType(JSON)
                .body("{\"seed\":2}")
                .put(PLAN + "?dryRun=false")
                .then()
                .statusCode(200);
        given().get(PLAN).then().body("seed", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dryrun=true", "dryRun=yes", "dryRun=true&dryRun=false", "x=1"})
    void anUnknownParameterIsRefused(String query) {
        given().contentType(JSON).body("{}").put(PLAN + "?" + query).then().statusCode(400);
        given().delete(PLAN + "?" + query).then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linkerd-500",
                "half-503",
                "slow",
                "flaky",
                "brownout",
                "blackhole",
                "rate-limited",
                "grpc-unavailable",
                "retry-storm"
            })
    void everyPresetIsAPlanThatEnds(String name) {
        given().get(PLAN + "/presets").then().statusCode(200).body("name", hasItems(name));
        given().get(PRESETS + name).then().statusCode(200).body("description", not(equalTo("")));
        String plan = given().put(PRESETS + name)
                .then()
                .statusCode(200)
                .contentType(equalTo(JSON))
                .header("ETag", notNullValue())
                .body("rules[0].name", equalTo(name))
                .body("expiresAt", notNullValue())
                .extract()
                .asString();
        assertEquals(plan, given().get(PLAN).asString());
        put(plan).statusCode(200);
        assertEquals(plan, given().get(PLAN).asString());
    }

    @Test
    void aPresetCanBeChangedOnTheWay() {
        given().contentType(JSON)
                .body("{\"expiresIn\":null,\"seed\":4}")
                .put(PRESETS + "half-503")
                .then()
                .statusCode(200)
                .body("expiresAt", nullValue())
                .body("seed", equalTo(4));
        given().contentType(JSON)
                .body("{\"seed\":\"x\"}")
                .put(PRESETS + "half-503")
                .then()
                .statusCode(400);
        given().put(PRESETS + "nothing").then().statusCode(404).body("detail", containsString("half-503"));
        given().get(PRESETS + "nothing").then().statusCode(404).body("detail", containsString("half-503"));
    }

    @Test
    void thePreviewListsWhatIsToCome() {
        put("{'rules':[{'name':'flap','when':{'type':'flapping','period':'60s','outage':'15s'},'delay':{'type':'fixed',"
                        + "'value':'1s'}},{'name':'window','when':{'type':'window','from':'2030-01-01T00:01:30Z',"
                        + "'to':'2030-01-01T00:10:00Z'},'aborts':[{'type':'reset','percentage':1}]},{'name':'exempt'}]}")
                .statusCode(200);
        given().get(PLAN + "/preview?from=2030-01-01T00:00:10Z&to=2030-01-01T00:02:00Z")
                .then()
                .statusCode(200)
                .contentType(equalTo(JSON))
                .body("truncated", equalTo(false))
                .body("outages.rule", equalTo(java.util.List.of("flap", "flap", "window")))
                .body("outages[0].from", equalTo("2030-01-01T00:00:10Z"))
                .body("outages[0].to", equalTo("2030-01-01T00:00:15Z"))
                .body("outages[1].from", equalTo("2030-01-01T00:01:00Z"))
                .body("outages[2].from", equalTo("2030-01-01T00:01:30Z"))
                .body("outages[2].to", nullValue());
        given().get(PLAN + "/preview").then().statusCode(200).body("outages.size()", greaterThanOrEqualTo(60));
        given().get(PLAN + "/preview?from=0s&to=30d").then().body("truncated", equalTo(true));
    }

    @ParameterizedTest
    @CsvSource({"from=soon, from", "to=-5m, to", "from=10m&to=5m, to", "until=5m, until"})
    void aBadPreviewIsRefused(String query, String field) {
        given().get(PLAN + "/preview?" + query).then().statusCode(400).body("field", equalTo(field));
    }

    @Test
    void theCountsAreByRule() {
        put("{'rules':[{'name':'a','aborts':[{'type':'status','percentage':100,'status':503}]}]}");
        given().get("/api/stats")
                .then()
                .statusCode(200)
                .contentType(equalTo(JSON))
                .body("requests", notNullValue())
                .body("activeFaults", equalTo(0))
                .body("rules.rule", equalTo(java.util.List.of("a", "none")))
                .body("rules[0].outcomes.keySet()", everyItem(not(startsWith("x"))))
                .body("rules[0].outcomes.status", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/faults, POST, 'GET, HEAD, OPTIONS, PUT, PATCH, DELETE'",
        "/api/faults/presets/slow, DELETE, 'GET, HEAD, OPTIONS, PUT'",
        "/api/stats, PUT, 'GET, HEAD, OPTIONS'",
    })
    void whatIsNotAllowedSaysWhatIs(String path, String method, String allowed) {
        given().request(method, path).then().statusCode(405).header("Allow", equalTo(allowed));
    }
}
