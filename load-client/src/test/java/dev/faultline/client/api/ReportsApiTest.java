package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.report.Samples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports over the API: of experiments that another process has run, and of none. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class ReportsApiTest {

    private static final String A = "20200101-000000-001";
    private static final String B = "20200101-000000-002";

    private final Reports reports;

    @Inject
    ReportsApiTest(Reports reports) {
        this.reports = reports;
    }

    @BeforeEach
    void twoOnDisk() {
        reports.write(Samples.named(A, 5));
        reports.write(Samples.named(B, 5));
    }

    @Test
    void whatAnotherProcessRanIsListed() {
        when().get("/api/experiments")
                .then()
                .statusCode(200)
                .body("id", hasItem(A))
                .body("id", hasItem(B));
        when().get("/api/experiments/" + A)
                .then()
                .statusCode(200)
                .body("state", equalTo("done"))
                .body("title", equalTo("Half of the traffic meets an error injector"))
                .body("verdict.outcome", equalTo("pass"))
                .body("started", equalTo("2026-01-31T12:00:00Z"))
                .body("ended", notNullValue());
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                " | */* | application/json",
                " | text/html | text/html",
                " | text/html,application/xml;q=0.9,*/*;q=0.8 | text/html",
                " | text/markdown | text/markdown",
                " | application/xml | application/xml",
                " | text/html;q=0.1,application/xml;q=0.2 | application/xml",
                ".html | */* | text/html",
                ".json | text/html | application/json",
                ".md | */* | text/markdown",
                ".junit.xml | */* | application/xml",
                ".xml | */* | application/xml",
            })
    void theReportComesAsItIsAskedFor(String suffix, String accept, String type) {
        given().accept(accept)
                .get("/api/experiments/" + A + "/report" + (suffix == null ? "" : suffix))
                .then()
                .statusCode(200)
                .contentType(startsWith(type));
    }

    /** As one that is over and still in memory: there is nothing to abort. */
    @Test
    void whatAnotherProcessRanIsOverForADeleteToo() {
        when().delete("/api/experiments/" + A)
                .then()
                .statusCode(202)
                .body("id", equalTo(A))
                .body("state", equalTo("done"))
                .body("verdict.outcome", equalTo("pass"));
        when().delete("/api/experiments/20190101-000000-000")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void thePageMayFetchNothing() {
        when().get("/api/experiments/" + A + "/report.html")
                .then()
                .header("Content-Security-Policy", startsWith("default-src 'none'"))
                .body(startsWith("<!DOCTYPE html>"))
                .body(containsString("meets an error injector"));
    }

    @Test
    void twoAreCompared() {
        when().get("/api/experiments/compare?a=" + A + "&b=" + B)
                .then()
                .statusCode(200)
                .body("a.verdict.outcome", equalTo("pass"))
                .body("b.id", equalTo(B))
                .body("phases[1].phase", equalTo("inject"))
                .body("phases[1].successRate.beyondChance", equalTo(false))
                .body("phases[1].figures.p95.difference", equalTo(0.0f))
                .body("changed.size()", equalTo(0));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/compare, 400, must name an experiment",
        "/compare?a=" + A + ", 400, b must name an experiment",
        "/compare?a=none&b=" + B + ", 404, there is no experiment none",
        "/" + A + "/report.pdf, 404, there is no report.pdf",
        "/" + A + "/report.., 404, there is no report",
        "/20190101-000000-000/report.html, 404, there is no experiment",
        "/..%2F..%2Fsecret/report.json, 404, ''",
    })
    void whatIsNotThereIsAProblem(String path, int status, String detail) {
        given().urlEncodingEnabled(false)
                .get("/api/experiments" + path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(detail));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "text/html,garbage", "text/", "/html"})
    void anAcceptThatIsNoneIsAProblemEverywhere(String accept) {
        for (String path : new String[] {"", "/" + A, "/" + A + "/report", "/" + A + "/report.html", "/none"}) {
            given().header("Accept", accept)
                    .get("/api/experiments" + path)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("detail", startsWith("Accept must be media ranges"));
        }
    }

    @Test
    void whatNobodyCanReadIsRefused() {
        String answer = given().accept("image/png")
                .get("/api/experiments/" + A + "/report")
                .then()
                .statusCode(406)
                .extract()
                .asString();
        assertTrue(answer.contains("text/markdown"), answer);
    }
}
