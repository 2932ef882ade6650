package dev.faultline.backend;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                .header("Date", notNullValue())
                .header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
                .header("ETag", notNullValue())
                .header("Accept-Ranges", "bytes")
                .header("Content-Length", "45")
                .contentType("text/html; charset=utf-8")
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
        ask().header("If-None-Match", first.header("ETag"))
                .get("/docs/data.json")
                .then()
                .statusCode(304)
                .header("ETag", first.header("ETag"))
                .header("Content-Length", nullValue())
                .body(is(emptyString()));
        ask().header("If-Modified-Since", first.header("Last-Modified"))
                .get("/docs/data.json")
                .then()
                .statusCode(304);
        ask().header("If-Match", "\"other\"").get("/docs/data.json").then().statusCode(412);
    }

    @Test
    void joinsRepeatedFields() {
        String tag = ask().get("/").header("ETag");
        ask().header("If-None-Match", "\"other\"", tag).get("/").then().statusCode(304);
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource({
        "bytes=1-3,        /,        3,     bytes 1-3/45",
        "bytes=0-2,        /big.bin, 3,     bytes 0-2/300000",
        "bytes=100001-,    /big.bin, 199999, bytes 100001-299999/300000",
        "bytes=-3,         /big.bin, 3,     bytes 299997-299999/300000"
    })
    void cutsRangesFromMemoryAndFromDisk(String range, String path, int length, String contentRange) {
        Response answer = ask().header("Range", range).get(path);
        assertEquals(206, answer.statusCode());
        assertEquals(contentRange, answer.header("Content-Range"));
        assertEquals(length, answer.asByteArray().length);
    }

    @Test
    void streamsBigFilesWholeAndInOrder() {
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

    @Test
    void sendsDirectoriesToTheirSlashAndServesTheirIndex() {
        ask().redirects().follow(false).get("/docs?a=b").then().statusCode(301).header("Location", "/docs/?a=b");
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

    @ParameterizedTest(name = "{0} is answered {1}")
    @CsvSource({
        "/nope,             404",
        "/.htpasswd,        404",
        "/out.txt,          403",
        "/q/health,         404",
        "/q/metrics,        404",
        "/server-status/,   404",
        "/index.html/,      404"
    })
    void keepsNoPathForItself(String path, int status) {
        ask().get(path)
                .then()
                .statusCode(status)
                .header("Server", "Faultline-demo-backend")
                .contentType("text/html; charset=utf-8");
    }

    private static RequestSpecification ask() {
        return given().urlEncodingEnabled(false);
    }
}
