package dev.faultline.injector.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control API when it asks for a token. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(TokenTest.WithToken.class)
class TokenTest {

    private static final String TOKEN = "s3cret-T0ken==";

    /** Sets it. */
    public static class WithToken implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("faultline.control.token", TOKEN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/faults",
        "PUT, /api/faults",
        "PATCH, /api/faults",
        "DELETE, /api/faults",
        "OPTIONS, /api/faults",
        "HEAD, /api/faults",
        "GET, /api/faults/preview",
        "PUT, /api/faults/presets/half-503",
        "GET, /api/stats",
        "GET, //api/faults",
        "GET, /api;x=1/faults",
        "GET, /q/../api/faults",
        "GET, /%61pi/faults",
        "GET, /no/such/path",
    })
    void withoutItNothingIsAnswered(String method, String path) {
        given().urlEncodingEnabled(false)
                .body("{\"rules\":[]}")
                .contentType("application/json")
                .request(method, path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body(not(containsString(TOKEN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer other", "Bearer", "Basic " + TOKEN, TOKEN})
    void anotherIsRefused(String authorization) {
        given().header("Authorization", authorization)
                .get("/api/faults")
                .then()
                .statusCode(401)
                .body("detail", equalTo("calls of this API must carry the header Authorization: Bearer TOKEN"));
    }

    @Test
    void withItEverythingIsAsBefore() {
        given().header("Authorization", "Bearer " + TOKEN)
                .get("/api/faults")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer " + TOKEN)
                .contentType("application/json")
                .body("{\"rules\":[{\"name\":\"a\",\"aborts\":[{\"percentage\":101,\"type\":\"reset\"}]}]}")
                .put("/api/faults")
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/ready", "/q/metrics", "/q/openapi"})
    void whoOnlyLooksAfterItNeedsNone(String path) {
        given().get(path).then().statusCode(200);
    }
}
