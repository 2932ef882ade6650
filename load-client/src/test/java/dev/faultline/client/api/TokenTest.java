package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
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

/** The API when it asks for a token. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(TokenTest.WithToken.class)
public class TokenTest {

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
        "GET, /api/status",
        "PUT, /api/load",
        "DELETE, /api/load",
        "PUT, /api/split",
        "POST, /api/experiments",
        "GET, /api/stats/stream",
        "GET, /api/dashboard/stream",
        "GET, /api/injector/faults",
        "DELETE, /api/injector/faults",
        "POST, /api/kill-switch",
        "GET, /api/experiments/ready",
        "GET, /api/slo",
        "GET, //api/split",
        "GET, /api;x=1/split",
        "GET, /%61pi/split",
        "GET, /no/such/path",
    })
    void withoutItNothingIsAnswered(String method, String path) {
        given().urlEncodingEnabled(false)
                .body("{}")
                .contentType("application/json")
                .request(method, path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body(not(containsString(TOKEN)));
    }

    @Test
    void withItEverythingIsAsBefore() {
        given().header("Authorization", "Bearer " + TOKEN)
                .get("/api/slo")
                .then()
                .statusCode(not(401));
    }
}
