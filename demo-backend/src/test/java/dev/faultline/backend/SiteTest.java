package dev.faultline.backend;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A document root, as clients see it. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(SiteProfile.class)
class SiteTest {

    @Test
    void works() {
        ask().get("/")
                .then()
                .statusCode(200)
                .header("Server", "Faultline-demo-backend")
                .header("Date", matchesPattern("\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"))
                .header("Last-Modified", "Sun, 6 Nov 1994 08:49:37 GMT")
                .header("Accept-Ranges", "bytes")
                .header("Content-Length", "45")
                .header("Cache-Control", "no-cache")
                .header("Content-Type", equalToIgnoringCase("text/html;charset=utf-8"))
                .body(containsString("It works!"));
    }

    @Test
    void answersHeadAsGetWithoutTheBody() {
        ask().head("/").then().statusCode(200).header("Content-Length", "45").body(is(emptyString()));
        ask().head("/big.bin").then().statusCode(200).header("Content-Length", "" + SiteProfile.BIG);
        ask().head("/nope").then().statusCode(404).body(is(emptyString()));
    }

    @Test
    void revalidates() {
        Response first = ask().get("/docs/data.json");
        assertEquals("application/json", first.contentType());
        ask().header("If-Modified-Since", first.header("Last-Modified"))
                .get("/docs/data.json")
                .then()
                .statusCode(304)
                .header("Content-Length", nullValue())
                .body(is(emptyString()));
    }

    @Test
    void showsAChangeAtOnce() throws IOException {
        Path file = SiteProfile.root().resolve("changes.txt");
        Files.deleteIfExists(file);
        ask().get("/changes.txt").then().statusCode(404);
        Files.writeString(file, "first");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1994-11-06T08:49:37Z")));
        String modified = ask().get("/changes.txt").header("Last-Modified");
        Files.writeString(file, "second");
        ask().header("If-Modified-Since", modified).get("/changes.txt").then().body(equalTo("second"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"bytes=0-2, 3, bytes 0-2/300000", "bytes=100001-, 199999, bytes 100001-299999/300000"})
    void cutsRanges(String range, int length, String contentRange) {
        Response answer = ask().header("Range", range).get("/big.bin");
        assertEquals(206, answer.statusCode());
        assertEquals(contentRange, answer.header("Content-Range"));
        assertEquals(length, answer.asByteArray().length);
    }

    @Test
    void sendsBigFilesWholeAndInOrder() {
        assertEquals(
                "0123456789".repeat(SiteProfile.BIG / 10), ask().get("/big.bin").asString());
        assertEquals(
                "34567",
                ask().header("Range", "bytes=200003-200007").get("/big.bin").asString());
    }

    @Test
    void refusesRangesBeyondTheEnd() {
        ask().header("Range", "bytes=999-")
                .get("/")
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */45")
                .body(containsString("<h1>Requested Range Not Satisfiable</h1>"));
    }

    /** What is no range of a given first byte is left out, as a server may (RFC 9110, 14.2). */
    @ParameterizedTest(name = "{0} {1} with {2}: {3}")
    @CsvSource({
        "GET,  /empty.txt, bytes=-1,        200, 0",
        "GET,  /empty.txt, bytes=0-,        416, ",
        "HEAD, /big.bin,   bytes=0-4,       200, 300000",
        "HEAD, /big.bin,   bytes=999999-,   200, 300000",
        "GET,  /big.bin,   'bytes=0-1,3-4', 200, 300000",
        "GET,  /big.bin,   bytes=-5,        200, 300000",
        "GET,  /big.bin,   lines=1-2,       200, 300000",
    })
    void sendsTheWholeWhereThereIsNoPart(
            String method, String path, String range, int status, @Nullable String length) {
        Response answer = ask().header("Range", range).request(method, path);
        assertEquals(status, answer.statusCode());
        if (length != null) {
            assertEquals(length, answer.header("Content-Length"));
        }
    }

    @Test
    void sendsTheWholeIfNobodyLooksWhetherItChanged() {
        ask().header("Range", "bytes=0-4")
                .header("If-Range", "\"old\"")
                .get("/big.bin")
                .then()
                .statusCode(200)
                .header("Content-Length", "" + SiteProfile.BIG);
    }

    @Test
    void sendsDirectoriesToTheirSlashAndServesTheirIndex() {
        ask().redirects().follow(false).get("/docs").then().statusCode(301).header("Location", "/docs/");
        ask().get("/docs/").then().statusCode(200).body(equalTo("docs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"})
    void knowsNoOtherMethods(String method) {
        ask().request(method, "/")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD, OPTIONS")
                .body(containsString("<title>405 Method Not Allowed</title>"));
    }

    @Test
    void tellsItsMethods() {
        ask().options("/anything").then().statusCode(200).header("Allow", "GET, HEAD, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/.htpasswd", "/q/health", "/q/metrics", "/docs/data.json/x"})
    void explainsWhatItDoesNotHave(String path) {
        ask().get(path)
                .then()
                .statusCode(404)
                .header("Server", "Faultline-demo-backend")
                .contentType("text/html; charset=utf-8")
                .body(containsString("<h1>Not Found</h1>"));
    }

    private static RequestSpecification ask() {
        return given().urlEncodingEnabled(false);
    }
}
