package dev.faultline.backend;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server tells of itself: status, health, metrics, access log. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(SiteProfile.class)
class ManagementTest {

    @TestHTTPResource(value = "/", management = true)
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI management;

    @ParameterizedTest
    @ValueSource(strings = {"/server-status?auto", "/server-status"})
    void reportsItsStatus(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .header("Content-Type", "text/plain; charset=ISO-8859-1")
                .header("Cache-Control", "no-store")
                .body(matchesPattern(
                        "(?s)ServerVersion: Faultline-demo-backend/\\d+\\.\\d+\\.\\d+\nServerMPM: vertx-.*"))
                .body(containsString("\nBusyWorkers: 1\n"))
                .body(containsString("\nIdleWorkers: 4095\n"))
                .body(endsWith("\nScoreboard: W" + "_".repeat(4095) + "\n"));
        given().head(path).then().statusCode(200);
        given().post(path).then().statusCode(405);
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
                .body(containsString("faultline_backend_connections"))
                .body(containsString("faultline_backend_request_duration_seconds_sum"));
    }

    /** As Prometheus, its exporters, Telegraf, curl and browsers ask. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text;version=1.0.0|OPEN",
                "application/openmetrics-text; version=0.0.1|OPEN",
                "application/openmetrics-text; version=1.0.0; charset=utf-8|OPEN",
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8|OPEN",
                "application/openmetrics-text|OPEN",
                "Application/OpenMetrics-Text;version=\"1.0.0\"|OPEN",
                "application/*|OPEN",
                "*/*|OPEN",
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1|OPEN",
                "application/openmetrics-text;version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1|OPEN",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                        + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1|OPEN",
                "application/openmetrics-text;version=1.0.0;q=0.2,text/plain;version=0.0.4;q=0.5|PLAIN",
                "application/openmetrics-text;q=0,*/*|PLAIN",
                "application/openmetrics-text;version=9.0.0,text/plain;q=0.1|PLAIN",
                "text/plain|PLAIN",
                "text/plain;version=0.0.4|PLAIN",
                "text/plain;version=0.0.4;charset=utf-8|PLAIN",
                "text/*|PLAIN",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|PLAIN",
                "application/json|NONE",
                "application/openmetrics-text;version=9.0.0|NONE",
                "text/plain;q=0|NONE",
            })
    void metricsComeInTheFormatThatIsAskedFor(String accept, String format) {
        String type = format.equals("OPEN")
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        Response answer = given().header("Accept", accept).get(management.resolve("metrics"));
        if (format.equals("NONE")) {
            assertEquals(406, answer.statusCode());
            return;
        }
        assertEquals(200, answer.statusCode());
        assertEquals(type, answer.header("Content-Type"));
        String text = answer.asString();
        assertTrue(text.contains("faultline_backend_connections "), text);
        assertEquals(format.equals("OPEN"), text.endsWith("# EOF\n"), text);
    }

    @Test
    void logsWhatItAnswered() throws IOException {
        given().header("User-Agent", "agent").header("Referer", "r").get("/docs/?logged");
        String expected = "\\S+ - - \\[.+\\] \"GET /docs/\\?logged HTTP/1.1\" 200 4 \"r\" \"agent\"";
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
