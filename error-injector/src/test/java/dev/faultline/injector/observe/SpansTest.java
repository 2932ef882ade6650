package dev.faultline.injector.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.decide.Counters;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SpansTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private static SpanData span(int status, String outcome, boolean injected, @Nullable String traceparent) {
        TELEMETRY.clearSpans();
        Map<String, String> headers = traceparent == null ? Map.of() : Map.of("traceparent", traceparent);
        new Spans(TELEMETRY.getOpenTelemetry())
                .accept(new AccessRecord(
                        NOON,
                        Duration.ofMillis(250),
                        new AccessRecord.Line("127.0.0.1", "GET", "/books", "HTTP/1.1", headers::get),
                        status,
                        new Counters.Series("checkout", outcome),
                        injected));
        return TELEMETRY.getSpans().get(0);
    }

    private static boolean isMarked(SpanData span) {
        return Boolean.TRUE.equals(span.getAttributes().get(AttributeKey.booleanKey("faultline.injected")));
    }

    @Test
    void anInjectedFaultIsMarked() {
        SpanData span = span(503, "status", true, null);
        assertTrue(isMarked(span));
        assertEquals("checkout", span.getAttributes().get(AttributeKey.stringKey("faultline.rule")));
        assertEquals("status", span.getAttributes().get(AttributeKey.stringKey("faultline.outcome")));
        assertEquals(503L, span.getAttributes().get(AttributeKey.longKey("http.response.status_code")));
        assertEquals(StatusCode.ERROR, span.getStatus().getStatusCode());
        assertEquals(250_000_000, span.getEndEpochNanos() - span.getStartEpochNanos());
    }

    @Test
    void anAnswerThatIsNoFaultIsNot() {
        SpanData passed = span(200, "otherwise", false, null);
        assertTrue(!isMarked(passed));
        assertEquals(StatusCode.UNSET, passed.getStatus().getStatusCode());
        SpanData real = span(502, "otherwise", false, null);
        assertTrue(!isMarked(real));
        assertEquals(StatusCode.ERROR, real.getStatus().getStatusCode());
    }

    @Test
    void noAnswerIsAnError() {
        SpanData reset = span(0, "reset", true, null);
        assertEquals(StatusCode.ERROR, reset.getStatus().getStatusCode());
        assertEquals(null, reset.getAttributes().get(AttributeKey.longKey("http.response.status_code")));
    }

    @Test
    void theSpanIsAChildOfTheCallers() {
        SpanData span = span(200, "otherwise", false, "00-" + TRACE + "-" + PARENT + "-01");
        assertEquals(TRACE, span.getTraceId());
        assertEquals(PARENT, span.getParentSpanId());
    }
}
