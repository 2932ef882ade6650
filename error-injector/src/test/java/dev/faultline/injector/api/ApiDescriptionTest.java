package dev.faultline.injector.api;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.injector.plan.FaultType;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
class ApiDescriptionTest {

    private static final List<String> METHODS = List.of("get", "put", "patch", "delete", "post");

    private static JsonNode document() throws IOException {
        return new ObjectMapper().readTree(given().get("/q/openapi?format=json").asByteArray());
    }

    private static List<JsonNode> operations(JsonNode document) {
        List<JsonNode> all = new ArrayList<>();
        document.path("paths")
                .forEach(path -> METHODS.forEach(method -> {
                    if (path.has(method)) {
                        all.add(path.get(method));
                    }
                }));
        return all;
    }

    @Test
    void everyOperationHasASummaryAnExampleAndAProblem() throws IOException {
        List<JsonNode> operations = operations(document());
        assertEquals(11, operations.size());
        for (JsonNode operation : operations) {
            assertFalse(operation.path("summary").asText().isEmpty(), operation.toString());
            // JSON, but for the one that is a certificate.
            JsonNode content = operation.path("responses").path("200").path("content");
            JsonNode answer = content.path(
                    operation.path("operationId").asText().equals("getAuthority")
                            ? AuthorityResource.PEM
                            : "application/json");
            assertTrue(answer.path("schema").size() > 0, operation.toString());
            assertTrue(answer.path("examples").size() > 0, operation.toString());
            for (String status : List.of("400", "401", "403", "500")) {
                assertTrue(operation.path("responses").has(status), operation.toString());
            }
            for (String status : List.of("413", "415")) {
                assertEquals(
                        operation.has("requestBody"),
                        operation.path("responses").has(status),
                        operation.toString());
            }
            boolean changes =
                    operation.path("parameters").findValuesAsText("name").contains("If-Match");
            for (String status : List.of("412", "503")) {
                assertEquals(changes, operation.path("responses").has(status), operation.toString());
            }
        }
    }

    @Test
    void everyFaultIsDescribed() throws IOException {
        JsonNode schemas = document().path("components").path("schemas");
        for (Class<?> type : FaultType.all()) {
            JsonNode schema = schemas.path(type.getSimpleName());
            assertEquals(
                    FaultType.nameOf(type), schema.at("/properties/type/enum/0").asText(), type.getName());
            assertEquals(
                    type.getRecordComponents().length + 1,
                    schema.path("properties").size(),
                    schema.toString());
            String family = type.getInterfaces()[0].getSimpleName();
            assertEquals(
                    "#/components/schemas/" + type.getSimpleName(),
                    schemas.path(family)
                            .at("/discriminator/mapping/" + FaultType.nameOf(type))
                            .asText());
        }
    }

    @Test
    void whatMayBeWrittenInSeveralWaysIsDescribedSo() throws IOException {
        JsonNode schemas = document().path("components").path("schemas");
        for (String type : List.of("StatusAbort", "Respond", "RateLimitAbort", "ConcurrencyLimitAbort")) {
            JsonNode value = schemas.path(type).at("/properties/headers/additionalProperties/oneOf");
            assertEquals("string", value.at("/0/type").asText(), type);
            assertEquals("array", value.at("/1/type").asText(), type);
            assertEquals("string", value.at("/1/items/type").asText(), type);
        }
        for (String field : List.of("headers", "query")) {
            JsonNode value = schemas.path("Match").at("/properties/" + field + "/additionalProperties/oneOf");
            assertEquals("string", value.at("/0/type").asText(), field);
            assertEquals(3, value.at("/1/properties").size(), field);
            assertEquals("boolean", value.at("/1/properties/present/type").asText(), field);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        JsonNode document = document();
        document.findValuesAsText("$ref")
                .forEach(reference ->
                        assertFalse(document.at(reference.substring(1)).isMissingNode(), reference));
    }

    /** What is shown as a plan must be one. */
    @Test
    void theExamplesAreAccepted() throws IOException {
        JsonNode put = document().at("/paths/~1api~1faults/put/requestBody/content");
        JsonNode plans = put.path("application/json").path("examples");
        assertEquals(9, plans.size());
        plans.forEach(example -> given().contentType("application/json")
                .body(example.path("value").toString())
                .put("/api/faults?dryRun=true")
                .then()
                .statusCode(200));
        put.path("application/x-www-form-urlencoded")
                .path("examples")
                .forEach(example -> given().contentType("application/x-www-form-urlencoded")
                        .body(example.path("value").asText())
                        .put("/api/faults?dryRun=true")
                        .then()
                        .statusCode(200));
    }

    @Test
    void swaggerUiIsThere() {
        given().get("/q/swagger-ui/").then().statusCode(200);
    }
}
