package dev.faultline.load.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks until it is so. */
final class Eventually {

    private Eventually() {}

    /** Asks again until it is so, at most half a minute. */
    static Response so(Supplier<Response> ask, Predicate<Response> so) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Response answer = ask.get();
        while (!so.test(answer)) {
            Response last = answer;
            assertTrue(System.nanoTime() - deadline < 0, () -> "not within 30 s; the last answer: " + last.asString());
            answer = ask.get();
        }
        return answer;
    }
}
