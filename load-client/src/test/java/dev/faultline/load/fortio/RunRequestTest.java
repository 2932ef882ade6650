package dev.faultline.load.fortio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Protocol;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunRequestTest {

    private static JsonNode json(String json) {
        return new StrictReader(WireJson.mapper()).tree(json.getBytes(StandardCharsets.UTF_8));
    }

    private static RunRequest of(String json) {
        return RunRequest.of(new Parameters(Map.of(), json(json)));
    }

    @Test
    void whatIsNotGivenIsAsFortioHasIt() {
        RunRequest request = of("{\"url\": \"localhost:8080\"}");
        LoadPlan plan = request.plan();
        assertEquals("http://localhost:8080/", plan.target().toString());
        assertEquals(8, plan.demand().rate());
        assertEquals(Duration.ofSeconds(5), plan.duration());
        assertEquals(Duration.ofSeconds(3), plan.timeout());
        assertEquals(4, plan.transport().connections());
        assertEquals(List.of(50.0, 75.0, 90.0, 99.0, 99.9), request.percentiles());
        assertEquals("GET", plan.requests().get(0).method());
    }

    @Test
    void valuesAreTextsOrNumbers() {
        assertEquals(
                of("{\"url\":\"http://a/\",\"qps\":\"40\",\"c\":\"2\",\"t\":\"10s\",\"uniform\":\"on\"}"),
                of("{\"url\":\"http://a/\",\"qps\":40,\"c\":2,\"t\":\"10s\",\"uniform\":true}"));
        assertNotEquals(of("{\"url\":\"http://a/\",\"qps\":40}"), of("{\"url\":\"http://a/\",\"qps\":41}"));
    }

    @Test
    void theQueryHasPriorityButHeadersAddUp() {
        RunRequest request = RunRequest.of(new Parameters(
                Map.of("n", List.of("100"), "H", List.of("Third: c"), "payload", List.of("")),
                json("{\"url\":\"http://a/\",\"n\":\"200\",\"payload\":\"text\",\"headers\":[\"A: a\",\"B: b:b\"]}")));
        assertEquals(100, request.exactly());
        assertEquals(
                Map.of("A", "a", "B", "b:b", "Third", "c", "Content-Type", "application/octet-stream"),
                request.plan().requests().get(0).headers());
        assertEquals("POST", request.plan().requests().get(0).method());
        assertEquals("text", request.plan().requests().get(0).body());
    }

    @Test
    void zeroAndMinusOneAreAsFastAsPossible() {
        for (String qps : new String[] {"0", "-1"}) {
            RunRequest request = of("{\"url\":\"http://a/\",\"c\":7,\"qps\":" + qps + "}");
            assertNull(request.plan().demand().rate());
            assertEquals(7, request.plan().demand().concurrency());
            assertEquals("max", request.requestedQps());
        }
    }

    @Test
    void endlessHasNoDuration() {
        RunRequest request = of("{\"url\":\"http://a/\",\"t\":\"on\",\"async\":\"on\",\"h2\":\"on\",\"X\":\"PUT\"}");
        assertNull(request.plan().duration());
        assertEquals("until stop", request.requestedDuration());
        assertEquals(Protocol.H2C, request.plan().transport().protocol());
        assertEquals("PUT", request.plan().requests().get(0).method());
    }

    @Test
    void aNumberOfRequestsTakesItsTime() {
        Duration time = of("{\"url\":\"http://a/\",\"n\":10,\"qps\":3}").plan().duration();
        assertTrue(time != null && time.toNanos() >= 3_333_333_333L && time.toNanos() < 3_334_000_000L, "" + time);
    }
}
