package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Experiments that are ready to be started, and starting them with other values. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class ReadyApiTest {

    private static final String EXPERIMENT = """
            title: ${name}
            configuration: {name: one, length: 10m}
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 10}
            warmup: ${length}
            method: [{hold: 1s}]
            """;

    @AfterEach
    void abort() {
        List<String> ids = when().get("/api/experiments").jsonPath().getList("findAll { it.state != 'done' }.id");
        for (String id : ids) {
            when().delete("/api/experiments/" + id).then().statusCode(202);
            Eventually.so(
                    () -> when().get("/api/experiments/" + id),
                    answer -> answer.path("state").equals("done"));
        }
    }

    @Test
    void thoseOfTheDirectoryAreListedWithWhatTheyNeed() {
        JsonPath all = when().get("/api/experiments/ready").jsonPath();
        List<String> names = all.getList("name");
        assertTrue(
                names.containsAll(List.of("faulty-traffic", "grpc-unavailable", "small-blast-radius")), all::prettify);
        Map<String, Object> talk = all.getMap("find { it.name == 'faulty-traffic' }");
        assertEquals("Half of the traffic meets an error injector", talk.get("title"));
        assertEquals(List.of("local"), talk.get("tags"));
        assertEquals(Map.of("scheme", "http", "rate", 200, "weight", 50, "duration", "15s"), talk.get("configuration"));
        assertEquals(List.of(), talk.get("needs"));
        assertEquals(38, talk.get("plannedSeconds"));
        assertTrue(String.valueOf(talk.get("text")).startsWith("# yaml-language-server"));
        assertEquals(
                List.of("route: linkerd/header-route.yaml"),
                all.getList("find { it.name == 'small-blast-radius' }.needs"));
        assertEquals(List.of("scheme: https"), all.getList("find { it.name == 'expired-certificate' }.needs"));
    }

    @Test
    void valuesAreSetAsTheCommandSetsThem() {
        Response started = given().urlEncodingEnabled(false)
                .body(EXPERIMENT)
                .post("/api/experiments?set=name=a%3Db&set=length=5m");
        assertEquals(201, started.statusCode(), started::asString);
        assertEquals("a=b", started.path("title"));
    }

    private static Response dryRun(String document, String query) {
        return given().urlEncodingEnabled(false).body(document).post("/api/experiments?dryRun" + query);
    }

    private static int known() {
        return when().get("/api/experiments").jsonPath().getList("id").size();
    }

    /** Whatever else is under way: it begins nothing. */
    @Test
    void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
        int before = known();
        Response told = dryRun(EXPERIMENT, "=true&set=length=5m");
        assertEquals(200, told.statusCode(), told::asString);
        JsonPath json = told.jsonPath();
        assertEquals("one", json.getString("title"));
        assertTrue(json.getInt("plannedSeconds") > 300, json::prettify);
        assertEquals(10.0f, json.getFloat("load.rate"));
        assertEquals("10s", json.getString("load.timeout"));
        assertEquals("5m", json.getString("experiment.warmup"));
        assertEquals("1s", json.getString("experiment.method[0].hold"));
        assertEquals(before, known());
        assertEquals(201, given().body(EXPERIMENT).post("/api/experiments").statusCode());
        assertEquals(200, dryRun(EXPERIMENT, "").statusCode());
        assertEquals(
                409,
                given().body(EXPERIMENT).post("/api/experiments?dryRun=false").statusCode());
        assertEquals(before + 1, known());
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "hold: 1s | hold: soon | method[0].hold",
                "rate: 10 | rate: -1 | load.rate",
                "demo-backend:8080 | example.com | load.target",
                "{hold: 1s} | {split: {nobody: 50}}, {hold: 1s} | method[0].nobody",
            })
    void aDryRunRefusesWhatAStartWouldRefuse(String from, String to, String field) {
        String document = EXPERIMENT.replace(from, to);
        Response told = dryRun(document, "");
        assertEquals(400, told.statusCode(), told::asString);
        assertTrue(told.jsonPath().getString("field").startsWith(field), told::asString);
        Response started = given().body(document).post("/api/experiments");
        assertEquals(started.asString(), told.asString());
    }

    @ParameterizedTest
    @CsvSource({"name", "=a", "name=a&set=name=b", "nobody=a", "length=soon"})
    void whatCanNotBeSetIsRefused(String set) {
        given().urlEncodingEnabled(false)
                .body(EXPERIMENT)
                .post("/api/experiments?set=" + set)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }
}
