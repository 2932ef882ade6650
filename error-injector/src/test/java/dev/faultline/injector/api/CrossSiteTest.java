package dev.faultline.injector.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages of other sites may ask a browser to do to the control API. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
class CrossSiteTest {

    @ParameterizedTest(name = "{0} of {1} {2}: {3}")
    @CsvSource({
        "PUT, Origin, http://evil.example, 403",
        "PATCH, Origin, http://evil.example, 403",
        "DELETE, Origin, http://evil.example, 403",
        "DELETE, Origin, null, 403",
        "DELETE, Sec-Fetch-Site, cross-site, 403",
        "GET, Origin, http://evil.example, 200",
        "GET, Sec-Fetch-Site, cross-site, 200",
        "PUT, Origin, HERE, 200",
        "PUT, Sec-Fetch-Site, same-origin, 200",
    })
    void onlyThisHostChangesAnything(String method, String header, String value, int status) {
        RequestSpecification call =
                given().header(header, value.replace("HERE", "http://localhost:" + RestAssured.port));
        boolean reads = method.equals("GET");
        (reads ? call : call.contentType("application/json").body("{\"rules\":[]}"))
                .request(method, reads ? "/api/faults" : "/api/faults?dryRun=true")
                .then()
                .statusCode(status)
                .contentType(startsWith(status == 403 ? "application/problem+json" : "application/json"));
    }

    /** A stranger's name that leads here by now: his page is of this host, as far as the browser knows. */
    @Test
    void aReboundNameChangesNothing() {
        given().header("Host", "evil.example")
                .header("Origin", "http://evil.example")
                .delete("/api/faults")
                .then()
                .statusCode(403)
                .contentType(startsWith("application/problem+json"));
    }
}
