package dev.faultline.backend;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the server tells of itself: status, health, metrics, access log. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(SiteProfile.class)
class ManagementTest {

    @TestHTTPResource(value = "/", management = true)
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI management;

    @Test
    void reportsItsStatusToPrograms() {
        given().get("/server-status?auto")
                .then()
                .statusCode(200)
                .header("Content-Type", "text/plain; charset=ISO-8859-1")
                .header("Cache-Control", "no-store")
                .body(startsWith("localhost\nServerVersion: Faultline-demo-backend\nServerMPM: vertx-"))
                .body(containsString("\nBusyWorkers: 1\n"))
                .body(containsString("\nIdleWorkers: 4095\n"))
                .body(endsWith("\nScoreboard: W" + "_".repeat(4095) + "\n"));
    }

    @Test
    void reportsItsStatusToPeople() {
        given().get("/server-status?refresh=7")
                .then()
                .statusCode(200)
                .header("Refresh", "7")
                .contentType("text/html; charset=utf-8")
                .body(containsString("<h1>Server Status for localhost</h1>"));
        given().head("/server-status").then().statusCode(200);
        given().post("/server-status").then().statusCode(405);
    }

    @Test
    void countsAccesses() {
        long before = accesses();
        given().get("/").then().statusCode(200);
        given().get("/nope").then().statusCode(404);
        // Both, and the look before them. One is counted a moment after its answer is there: that may take more looks.
        long expected = before + 3;
        long seen = accesses();
        for (int i = 0; i < 100 && seen < expected; i++) {
            expected++;
            seen = accesses();
        }
        assertEquals(expected, seen);
    }

    @Test
    void isReady() {
        given().get(management.resolve("health/ready"))
                .then()
                .statusCode(200)
                .body("checks.name", hasItem("document-root"))
                .body("status", equalTo("UP"));
    }

    @Test
    void showsMetrics() {
        given().get("/").then().statusCode(200);
        given().get(management.resolve("metrics"))
                .then()
                .statusCode(200)
                .body(matchesPattern("(?s).*faultline_backend_requests_total\\{status=\"2xx\",?\\} [1-9].*"))
                .body(containsString("faultline_backend_requests_total{status=\"aborted\""))
                .body(containsString("faultline_backend_sent_bytes_total"))
                .body(containsString("faultline_backend_in_flight"))
                .body(containsString("faultline_backend_request_duration_seconds_sum"))
                .body(containsString("faultline_backend_access_log_dropped_total"));
    }

    @Test
    void logsWhatItAnswered() throws IOException {
        given().header("User-Agent", "quote\"d").header("Referer", "r").get("/docs/?logged");
        String expected = "\\S+ - - \\[.+\\] \"GET /docs/\\?logged HTTP/1.1\" 200 4 \"r\" \"quote\\\\\"d\"";
        await("a line like " + expected)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.readAllLines(SiteProfile.log()).stream().anyMatch(line -> line.matches(expected)));
    }

    private static long accesses() {
        Matcher line = Pattern.compile("Total Accesses: (\\d+)")
                .matcher(given().get("/server-status?auto").asString());
        assertTrue(line.find());
        return Long.parseLong(line.group(1));
    }
}
