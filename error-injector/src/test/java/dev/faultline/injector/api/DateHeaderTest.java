package dev.faultline.injector.api;

import static io.restassured.RestAssured.when;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
class DateHeaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"/api/faults", "/q/health/live", "/nowhere"})
    void everyAnswerTellsTheTime(String path) {
        String date = when().get(path).header("Date");
        Instant told =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertTrue(Duration.between(told, Instant.now()).abs().compareTo(Duration.ofMinutes(5)) < 0, date);
    }
}
