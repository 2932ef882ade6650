package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outside of a cluster. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class DoctorApiTest {

    @Test
    void whereThereIsNoClusterThatIsSaid() {
        when().get("/api/doctor")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("title", equalTo("No cluster"))
                .body("detail", startsWith("there is no cluster to look at: "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "service=A/../B, service",
        "namespace=.., namespace",
        "port=0, port",
        "port=65536, port",
        "port=http, port",
        "prot=80, prot",
    })
    void badQuestionsAreProblems(String query, String field) {
        when().get("/api/doctor?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    @Test
    void otherFormatsAreNotToBeHad() {
        given().accept("image/png").get("/api/doctor").then().statusCode(406);
    }
}
