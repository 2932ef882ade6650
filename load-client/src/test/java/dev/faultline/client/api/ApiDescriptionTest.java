package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API says of itself is what it does. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class ApiDescriptionTest {

    private static final Set<String> METHODS = Set.of("get", "put", "patch", "delete", "post");

    @TestHTTPResource(value = "/", management = true)
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI management;

    private static JsonNode document() throws IOException {
        return new ObjectMapper().readTree(given().get("/q/openapi?format=json").asByteArray());
    }

    @Test
    void everyOperationIsDescribed() throws IOException {
        int operations = 0;
        TreeSet<String> ids = new TreeSet<>();
        for (JsonNode path : document().path("paths")) {
            for (Map.Entry<String, JsonNode> method : path.properties()) {
                if (!METHODS.contains(method.getKey())) {
                    continue;
                }
                JsonNode operation = method.getValue();
                operations++;
                ids.add(operation.path("operationId").asText());
                assertFalse(operation.path("summary").asText().isEmpty(), operation::toString);
                Set<String> statuses = names(operation.path("responses"));
                assertTrue(statuses.containsAll(Set.of("400", "401", "403", "500")), operation::toString);
                assertTrue(statuses.stream().anyMatch(status -> status.startsWith("2")), operation::toString);
                assertEquals(operation.has("requestBody"), statuses.contains("413"), operation::toString);
                operation
                        .path("responses")
                        .forEach(response -> response.path("content")
                                .forEach(content -> assertTrue(content.has("schema"), operation::toString)));
            }
        }
        assertEquals(36, operations);
        assertEquals(operations, ids.size(), ids::toString);
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        JsonNode document = document();
        List<String> references = document.findValuesAsText("$ref");
        assertTrue(references.size() > 100, () -> references.size() + " references");
        references.forEach(
                reference -> assertFalse(document.at(reference.substring(1)).isMissingNode(), reference));
    }

    /** RFC 9110, section 15.5.6. */
    @Test
    void whatIsNotDescribedIsNotAllowed() throws IOException {
        for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
            String url = path.getKey()
                    .replace("{id}", "none")
                    .replace("{suffix}", ".json")
                    .replace("{format}", "csv")
                    .replace("{name}", "flaky");
            Set<String> described = names(path.getValue());
            described.retainAll(METHODS);
            boolean relayed = url.startsWith("/api/injector/");
            for (String method : METHODS) {
                // What is relayed is the injector's to refuse, and of an experiment named ready there is none.
                boolean elsewhere = (relayed && !method.equals("post"))
                        || (method.equals("delete") && url.matches("/api/experiments/[a-z.]+"));
                if (described.contains(method) || elsewhere) {
                    continue;
                }
                Response answer = given().request(method.toUpperCase(Locale.ROOT), url);
                assertEquals(405, answer.statusCode(), method + " " + url);
                Set<String> allowed = Arrays.stream(answer.header("Allow").split(", "))
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
                allowed.retainAll(METHODS);
                assertTrue(allowed.containsAll(described), method + " " + url);
                assertTrue(relayed || allowed.equals(described), method + " " + url);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/stats, /api/stats, 200",
        "GET, /api/slo, /api/slo, 503",
        "POST, /api/slo, /api/slo, 503",
        "GET, /api/split, /api/split, 200",
        "GET, /api/load, /api/load, 404",
        "GET, /api/experiments, /api/experiments, 200",
        "GET, /api/experiments/ready, /api/experiments/ready, 200",
        "GET, /api/experiments/schema.json, /api/experiments/schema.json, 200",
        "GET, /api/experiments/{id}, /api/experiments/none, 404",
        "DELETE, /api/experiments/{id}, /api/experiments/none, 404",
        "GET, /api/experiments/{id}/report, /api/experiments/none/report, 404",
        "GET, /api/experiments/{id}/report{suffix}, /api/experiments/none/report.md, 404",
        "GET, /api/experiments/compare, /api/experiments/compare, 400",
        "GET, /api/experiments/compare, /api/experiments/compare?a=1, 404",
        "GET, /api/doctor, /api/doctor, 404",
        "GET, /api/leader, /api/leader, 200",
        "GET, /api/stats.{format}, /api/stats.csv, 200",
        "GET, /api/stats.{format}, /api/stats.hlog, 200",
        "GET, /api/injector/stats, /api/injector/stats, 200",
    })
    void answersAreAsDescribed(String method, String path, String url, int status) throws IOException {
        JsonNode document = document();
        Response answer = given().request(method, url);
        assertEquals(status, answer.statusCode(), answer::asString);
        String type = answer.contentType().replaceFirst(";.*", "");
        String content = "/paths/" + escaped(path) + "/" + method.toLowerCase(Locale.ROOT) + "/responses/" + status
                + "/content/" + escaped(type);
        assertFalse(document.at(content).isMissingNode(), content);
        if (type.endsWith("json")) {
            ObjectNode root = document.deepCopy();
            root.put("$ref", "#" + content + "/schema");
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(root);
            assertEquals(Set.of(), schema.validate(new ObjectMapper().readTree(answer.asByteArray())));
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    @Test
    void streamsAreStreams() throws IOException {
        for (String path : List.of("/api/stats/stream", "/api/dashboard/stream")) {
            JsonNode responses = document().at("/paths/" + escaped(path) + "/get/responses");
            assertEquals(Set.of("text/event-stream"), names(responses.at("/200/content")));
            assertTrue(responses.has("503"), responses::toString);
        }
    }

    /** No other field is taken than the schema has, and the plan that is answered is one. */
    @Test
    void aLoadIsDescribedAsItIsRead() throws IOException {
        JsonNode load = document().at("/components/schemas/Load.load");
        assertEquals(
                Set.of(
                        "target",
                        "rate",
                        "stages",
                        "concurrency",
                        "arrival",
                        "seed",
                        "requests",
                        "protocol",
                        "connections",
                        "cookies",
                        "sessionResumption",
                        "feed",
                        "requestsPerConnection",
                        "maxInFlight",
                        "timeout",
                        "retries",
                        "duration"),
                names(load.path("properties")));
        assertFalse(document().toString().contains("Load.template"), "the API fills nothing in");
    }

    @Test
    void itIsDescribedWhereItIs() {
        given().get("/q/swagger-ui/").then().statusCode(200);
        given().get(management.resolve("openapi")).then().statusCode(404);
    }
}
