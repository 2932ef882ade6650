package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;

import io.restassured.response.Response;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks until it is so. */
final class Eventually {

    /** A machine that pauses makes the client late, which leaves a verdict open and shows nothing. */
    private static final int TRIES = 5;

    private Eventually() {}

    /** Asks again until it is so, at most half a minute. */
    static Response so(Supplier<Response> ask, Predicate<Response> so) {
        return await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .until(ask::get, so);
    }

    /** Runs an experiment until it has put that weight of the injector in force, and returns where it is. */
    static String steering(String experiment, int weight) {
        for (int i = 0; i < TRIES; i++) {
            String location = started(experiment);
            so(() -> when().get("/api/split"), answer -> {
                return answer.jsonPath().getInt("weights.error-injector") == weight || isOpen(location);
            });
            if (!isOpen(location)) {
                return location;
            }
        }
        return fail("the machine is too busy");
    }

    /** Runs an experiment to its end, and returns what is said of it then. */
    static Response done(String experiment) {
        for (int i = 0; i < TRIES; i++) {
            String location = started(experiment);
            so(() -> when().get(location), answer -> answer.path("state").equals("done"));
            if (!isOpen(location)) {
                return when().get(location);
            }
        }
        return fail("the machine is too busy");
    }

    private static String started(String experiment) {
        return given().body(experiment)
                .post("/api/experiments")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
    }

    private static boolean isOpen(String location) {
        return "inconclusive".equals(when().get(location).path("verdict.outcome"));
    }
}
