package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API as its users see it, with real neighbours. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class ApiTest {

    private static final String EXPERIMENT = """
            title: t
            hypothesis:
              - success_rate = split
              - share of injector = split
            load: {target: "http://demo-backend:8080/", rate: 200, timeout: 2s}
            warmup: 0s
            baseline: {duration: 1s}
            method:
              - faults: {rules: [{name: test}]}
              - split: {error-injector: 50}
              - hold: HOLD
            verify: {duration: 1s}
            """;

    @AfterEach
    void putBack() {
        given().body("{\"weights\":{\"demo-backend\":100,\"error-injector\":0}}")
                .put("/api/split");
        when().delete("/api/load").then().statusCode(204);
    }

    @Test
    void loadIsStartedChangedAndStopped() {
        when().get("/api/load").then().statusCode(404).contentType("application/problem+json");
        given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":100}")
                .put("/api/load")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body("rate", equalTo(100.0f))
                .body("connections", equalTo(64))
                .body("timeout", equalTo("10s"));
        Eventually.so(
                () -> when().get("/api/stats?window=2s"),
                stats -> stats.jsonPath().getInt("samples") > 0);
        given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":400}")
                .put("/api/load")
                .then()
                .statusCode(200);
        Eventually.so(
                () -> when().get("/api/stats?window=1s"),
                stats -> stats.jsonPath().getDouble("rate") > 200);
        when().get("/api/stats?window=10s")
                .then()
                .body("successRate.value", equalTo(1.0f))
                .body("latency.p99", greaterThan(0.0f))
                .body("latency", hasKey("p999"))
                .body("classes.ok", greaterThan(0))
                .body("answered.backend.share", equalTo(1.0f));
        when().delete("/api/load").then().statusCode(204);
        when().get("/api/load").then().statusCode(404);
    }

    @Test
    void theSplitDrawsWhatItsWeightsSay() {
        when().get("/api/split")
                .then()
                .header("Content-Type", "application/json")
                .body(equalTo("{\"weights\":{\"demo-backend\":100,\"error-injector\":0}}"));
        given().body("{\"weights\":{\"demo-backend\":30,\"error-injector\":70}}")
                .put("/api/split")
                .then()
                .statusCode(200)
                .body("weights.error-injector", equalTo(70));
        given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":200}").put("/api/load");
        // Whole decks of 100 but for the last, which is off by 21 at most; earlier traffic is soon out of the window.
        Response stats = Eventually.so(
                () -> when().get("/api/stats?window=2s"),
                answer -> answer.jsonPath().getInt("samples") >= 300
                        && answer.jsonPath().get("answered.injector.share") instanceof Number share
                        && Math.abs(share.doubleValue() - 0.7) <= 21.0 / 300);
        JsonPath json = stats.jsonPath();
        assertEquals(json.getInt("classes.injected"), json.getInt("answered.injector.samples"));
    }

    @Test
    void theSloIsMetViolatedOrHasNoData() {
        when().get("/api/slo?window=1s&threshold=p50 of dns < 1s")
                .then()
                .statusCode(503)
                .body(startsWith("{\"reason\":\"p50 of dns < 1s: no data\""))
                .body("met", equalTo(false));
        given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":200}").put("/api/load");
        Eventually.so(() -> when().get("/api/slo?window=2s"), answer -> answer.statusCode() == 200);
        given().body("{\"weights\":{\"demo-backend\":0,\"error-injector\":100}}")
                .put("/api/split");
        Response violated = Eventually.so(
                () -> when().get("/api/slo?window=1s"),
                answer -> answer.statusCode() == 503
                        && answer.asString().startsWith("{\"reason\":\"success_rate >= 99% does not hold"));
        assertEquals("application/json", violated.header("Content-Type"));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "PUT; /api/load; ; 400;",
                "PUT; /api/load; {}; 400; rate",
                "PUT; /api/load; []; 400;",
                "PUT; /api/load; {\"rate\":1}; 400; target",
                "PUT; /api/load; {\"target\":\"http://a/\",\"rate\":-1}; 400; rate",
                "PUT; /api/load; {\"target\":\"ftp://a/\",\"rate\":1}; 400; target",
                "PUT; /api/load; {\"target\":\"http://a/\",\"rate\":1,\"arrival\":\"bursty\"}; 400; arrival",
                "PUT; /api/load; {\"target\":\"http://a/\",\"rate\":1,\"timeout\":\"5\"}; 400; timeout",
                "PUT; /api/load; {\"target\":\"http://a/\",\"rate\":1,\"maxInFlight\":0}; 400; maxInFlight",
                "PUT; /api/split; {\"weights\":{\"demo-backend\":50}}; 400; weights",
                "PUT; /api/split; {\"weights\":{\"demo-backend\":0,\"error-injector\":0}}; 400; weights",
                "PUT; /api/split; {\"weights\":{\"demo-backend\":1,\"other\":1}}; 400; weights",
                "PUT; /api/split; {\"weights\":{\"demo-backend\":-1,\"error-injector\":1}}; 400; weights.demo-backend",
                "PUT; /api/split; {\"weights\":{\"demo-backend\":1.5,\"error-injector\":1}}; 400; weights.demo-backend",
                "POST; /api/experiments; ; 400;",
                "POST; /api/experiments; title: t; 400; hypothesis",
                "GET; /api/stats?window=soon; ; 400; window",
                "GET; /api/stats?window=1h; ; 400; window",
                "GET; /api/slo?threshold=nonsense; ; 400; threshold",
                "GET; /api/experiments/none; ; 404;",
                "DELETE; /api/experiments/none; ; 404;",
                "GET; /api/experiments/none/report; ; 404;",
                "GET; /api/nothing; ; 404;",
                "POST; /api/split; {}; 405;",
            })
    void badInputIsAProblemThatNamesTheField(
            String method, String path, @Nullable String body, int status, @Nullable String field) {
        Response answer = given().body(body == null ? "" : body).request(method, path);
        answer.then().statusCode(status).contentType("application/problem+json").body("detail", notNullValue());
        if (field != null) {
            answer.then()
                    .body("field", equalTo(field))
                    .body("rule", notNullValue())
                    .body("value", notNullValue());
        }
    }

    @Test
    void aProblemOfAnExperimentTellsLineAndColumn() {
        given().body(EXPERIMENT.replace("HOLD", "soon"))
                .post("/api/experiments")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("method[2].hold"))
                .body("line", equalTo(11))
                .body("column", equalTo(5));
        // Found only when it meets what there is to act on.
        given().body(EXPERIMENT.replace("error-injector: 50", "nobody: 50").replace("HOLD", "1s"))
                .post("/api/experiments")
                .then()
                .statusCode(400)
                .body("line", equalTo(10))
                .body("column", greaterThan(1));
        given().body(EXPERIMENT.replace("name: test", "name: refused").replace("HOLD", "1s"))
                .post("/api/experiments")
                .then()
                .statusCode(400)
                .body("field", equalTo("method[0].faults.rules[0].name"))
                .body("line", equalTo(9))
                .body("column", equalTo(23));
    }

    @Test
    void theSchemaOfExperimentsIsServed() {
        when().get("/api/experiments/schema.json")
                .then()
                .statusCode(200)
                .contentType("application/schema+json")
                .body("title", equalTo("Faultline experiment"))
                .body("properties.method.type", equalTo("array"));
    }

    @Test
    void anExperimentRunsToItsVerdictAndReport() {
        Neighbours.PLAN.set("{\"rules\":[\"before\"]}");
        Response done = Eventually.done(EXPERIMENT.replace("HOLD", "3s"));
        String location = "/api/experiments/" + done.path("id");
        assertEquals("t", done.path("title"));
        assertEquals("pass", done.path("verdict.outcome"), done.asString());
        when().get(location + "/report.json")
                .then()
                .header("Content-Type", "application/json")
                .body("phases[1].summary.samples", greaterThan(400))
                .body("verdict.outcome", equalTo("pass"));
        when().get(location + "/report.md").then().body(startsWith("# t\n\n**pass**: "));
        when().get(location + "/report.html").then().body(containsString("<strong>pass</strong>"));
        given().accept("text/markdown").get(location + "/report").then().contentType(startsWith("text/markdown"));
        when().get("/api/split").then().body("weights.error-injector", equalTo(0));
        assertEquals("{\"rules\":[\"before\"]}", Neighbours.PLAN.get());
    }

    @Test
    void anExperimentCanBeAborted() {
        String location = Eventually.steering(EXPERIMENT.replace("HOLD", "1h"), 50);
        // Only one at a time.
        given().body(EXPERIMENT.replace("HOLD", "1s"))
                .post("/api/experiments")
                .then()
                .statusCode(409)
                .contentType("application/problem+json");
        when().get(location + "/report").then().statusCode(404);
        assertEquals(1, underWay("inject"));
        when().delete(location).then().statusCode(202);
        Response done = Eventually.so(
                () -> when().get(location), answer -> answer.path("state").equals("done"));
        assertEquals("aborted", done.path("verdict.outcome"));
        assertEquals("aborted over the API", done.path("verdict.reason"));
        when().get("/api/split").then().body("weights.error-injector", equalTo(0));
        for (String state : List.of("warmup", "baseline", "inject", "rollback", "verify")) {
            assertEquals(0, underWay(state), state);
        }
    }

    private static double underWay(String state) {
        String metrics = given().port(managementPort()).get("/q/metrics").asString();
        return new Scrape(metrics).value("faultline_experiments_running", "state", state);
    }

    @Test
    void healthAndMetricsAreOnTheManagementPort() {
        given().port(managementPort()).get("/q/health/ready").then().statusCode(200);
        given().port(managementPort())
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("faultline_load_attempts_total{class=\"connect-timeout\",answerer=\"nobody\""))
                .body(containsString("faultline_split_share{backend=\"error-injector\"}"));
    }

    @Test
    void metricsComeInOpenMetricsToWhoAsksForThat() {
        given().port(managementPort())
                .header("Accept", "application/openmetrics-text;version=1.0.0")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
                .body(containsString("# TYPE faultline_load_attempts counter"))
                .body(endsWith("# EOF\n"));
    }

    private static int managementPort() {
        return ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
    }
}
