package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.api.FakeMesh.Fault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who answered, where a mesh draws the backends and its proxies answer for those that break: as users see it. */
@QuarkusTest
@QuarkusTestResource(value = FakeMesh.class, restrictToAnnotatedClass = true)
@Execution(ExecutionMode.SAME_THREAD)
class MeshApiTest {

    @AfterEach
    void putBack() {
        when().delete("/api/load").then().statusCode(204);
        FakeMesh.plan = new FakeMesh.Plan(0, Fault.RESET, true, true);
    }

    private static void load() {
        given().body("{\"target\":\"http://127.0.0.1:" + FakeMesh.port + "/\",\"rate\":500}")
                .put("/api/load")
                .then()
                .statusCode(200);
    }

    private static Response slo(String threshold) {
        return given().queryParam("window", "1s")
                .queryParam("threshold", threshold)
                .get("/api/slo");
    }

    private static double share(JsonPath stats, String who) {
        return stats.get("answered." + who + ".share") instanceof Number share ? share.doubleValue() : 0;
    }

    @ParameterizedTest(name = "{0} of {1} of ten")
    @CsvSource({
        "RESET, 1", "RESET, 5", "RESET, 10",
        "CLOSE, 1", "CLOSE, 5", "CLOSE, 10",
        "GARBAGE, 1", "GARBAGE, 5", "GARBAGE, 10",
        "TRUNCATE, 1", "TRUNCATE, 5", "TRUNCATE, 10",
    })
    void sharesAreThoseOfTheMeshsCounters(Fault fault, int injected) {
        FakeMesh.plan = new FakeMesh.Plan(injected, fault, true, true);
        load();
        double expected = injected / 10.0;
        JsonPath stats = Eventually.so(() -> when().get("/api/stats?window=1s"), answer -> {
                    JsonPath json = answer.jsonPath();
                    Object counted = json.get("mesh.backends.error-injector.samples");
                    // What the test before has sent is out of the window then, and no second lacks its figures.
                    return json.getInt("samples") > 300
                            && Math.abs(share(json, "injector") - expected) < 0.02
                            && counted != null
                            && Map.of(fault.status, counted)
                                    .equals(json.getMap("mesh.backends.error-injector.statuses"))
                            && json.get("mesh.note") == null;
                })
                .jsonPath();
        assertEquals(1 - expected, share(stats, "backend"), 0.02);
        assertEquals(0, share(stats, "unknown"));
        assertEquals(0, share(stats, "nobody"), 0.02);
        Response met = Eventually.so(
                () -> slo("share of injector = " + injected * 10 + "%"), answer -> answer.statusCode() == 200);
        assertTrue(met.asString().startsWith("{\"reason\":\"share of injector"), met.asString());
        if (injected < 10) {
            Eventually.so(() -> slo("success_rate of backend >= 99%"), answer -> answer.statusCode() == 200);
        }
    }

    /** Of the whole of it a busy machine may miss a second, but it never tells more than there was. */
    @Test
    void prometheusHasTheCountersOfTheMesh() {
        // What the test before has sent is in by now.
        Eventually.so(
                () -> when().get("/api/stats?window=1s"),
                answer -> answer.jsonPath().getInt("samples") == 0);
        double injectors = scraped("error-injector") - FakeMesh.counted("error-injector");
        double backends = scraped("shop") - FakeMesh.counted("shop");
        long countedBefore = FakeMesh.counted("error-injector");
        double before = scraped("error-injector");
        FakeMesh.plan = new FakeMesh.Plan(3, Fault.RESET, true, true);
        load();
        Eventually.so(
                () -> when().get("/api/stats?window=1s"),
                answer -> answer.jsonPath().getInt("samples") > 300);
        when().delete("/api/load").then().statusCode(204);
        Eventually.so(
                () -> when().get("/api/stats?window=1s"),
                answer -> answer.jsonPath().getInt("samples") == 0);
        assertTrue(scraped("error-injector") - FakeMesh.counted("error-injector") <= injectors);
        assertTrue(scraped("shop") - FakeMesh.counted("shop") <= backends);
        double counted = FakeMesh.counted("error-injector") - countedBefore;
        assertTrue(scraped("error-injector") - before >= counted / 2, counted + " injected");
    }

    private static double scraped(String backend) {
        return new Scrape(
                        given().port(ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class))
                                .get("/q/metrics")
                                .asString())
                .sum("faultline_mesh_responses_total", "backend", backend);
    }

    @Test
    void aBackendThatIsReallyBadIsTheBackends() {
        FakeMesh.plan = new FakeMesh.Plan(5, Fault.RESET, false, true);
        load();
        Response violated = Eventually.so(
                () -> slo("success_rate of backend >= 99%"),
                answer -> answer.asString().contains("does not hold"));
        assertEquals(503, violated.statusCode());
        JsonPath stats = when().get("/api/stats?window=1s").jsonPath();
        assertEquals(0f, stats.getFloat("answered.backend.successRate.value"));
        assertTrue(stats.getInt("mesh.backends.shop.statuses.503") > 0);
    }

    /** What nobody signed is nobody's while the mesh keeps silent. */
    @Test
    void withoutTheMeshsFiguresItIsUnknown() {
        FakeMesh.plan = new FakeMesh.Plan(0, Fault.RESET, true, true);
        load();
        Eventually.so(() -> when().get("/api/stats?window=1s"), answer -> share(answer.jsonPath(), "backend") == 1);
        FakeMesh.plan = new FakeMesh.Plan(5, Fault.RESET, true, false);
        JsonPath stats = Eventually.so(
                        () -> when().get("/api/stats?window=1s"), answer -> share(answer.jsonPath(), "unknown") == 1)
                .jsonPath();
        assertTrue(stats.getString("mesh.note").contains("figures of the mesh are missing"), stats.getString("mesh"));
        Response undecided = slo("share of backend >= 10%");
        assertEquals(503, undecided.statusCode());
        assertTrue(undecided.asString().contains("bear no mark and may be the backend's"), undecided.asString());
    }

    @Test
    void anExperimentIsJudgedByTheMesh() {
        FakeMesh.plan = new FakeMesh.Plan(5, Fault.CLOSE, true, true);
        String id = Eventually.done("""
                        title: Half of the connections are closed
                        hypothesis: [share of injector = 50%, success_rate of backend >= 99%, count of unknown <= 0]
                        load: {target: "http://127.0.0.1:PORT/", rate: 400, timeout: 2s}
                        warmup: 0s
                        baseline: {duration: 1s, gate: [share of injector < 60%]}
                        method: [{hold: 2s}]
                        verify: {duration: 1s}
                        """.replace("PORT", Integer.toString(FakeMesh.port)))
                .path("id");
        Response report = when().get("/api/experiments/" + id + "/report.json");
        JsonPath json = report.jsonPath();
        assertEquals("pass", json.getString("verdict.outcome"), json.getString("verdict"));
        assertTrue(json.getInt("phases[1].summary.mesh.backends.error-injector.statuses.500") > 300, report.asString());
        String markdown = when().get("/api/experiments/" + id + "/report.md").asString();
        assertTrue(markdown.contains("| mesh: error-injector | 500 "), markdown);
        String html = when().get("/api/experiments/" + id + "/report.html").asString();
        assertTrue(html.contains("responses of the mesh"), html);
    }
}
