package dev.faultline.injector.observe;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server span for each exchange, a child of the caller's. Injected faults are marked by {@code faultline.injected}, so
 * that they can be told from real ones. Threadsafe.
 */
public final class Spans implements Consumer<AccessRecord> {

    private static final AttributeKey<Boolean> INJECTED = AttributeKey.booleanKey("faultline.injected");
    private static final AttributeKey<String> RULE = AttributeKey.stringKey("faultline.rule");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("faultline.outcome");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final int FIRST_SERVER_ERROR = 500;

    /** What holds unless the environment says otherwise. Only spans leave; metrics are Prometheus' to fetch. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "error-injector",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    /** Makes spans with that instance of OpenTelemetry, and looks for parents with its propagators. */
    public Spans(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer("dev.faultline.injector");
        propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    /**
     * Starts OpenTelemetry as its environment variables say, such as {@code OTEL_EXPORTER_OTLP_ENDPOINT}. Closing what is returned sends what is left, for some seconds at most.
     *
     * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException if a variable is wrong
     */
    public static OpenTelemetrySdk start() {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> DEFAULTS)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    @Override
    public void accept(AccessRecord exchange) {
        AccessRecord.Line request = exchange.request();
        SpanBuilder builder = tracer.spanBuilder(request.method())
                .setSpanKind(SpanKind.SERVER)
                .setParent(propagator.extract(Context.root(), request, Headers.INSTANCE))
                .setStartTimestamp(exchange.arrival())
                .setAttribute(METHOD, request.method())
                .setAttribute(PATH, request.path())
                .setAttribute(CLIENT, request.caller())
                .setAttribute(INJECTED, exchange.injected())
                .setAttribute(RULE, exchange.series().rule())
                .setAttribute(OUTCOME, exchange.series().outcome());
        var span = builder.startSpan();
        if (exchange.status() > 0) {
            span.setAttribute(STATUS, (long) exchange.status());
        }
        if (exchange.status() == 0 || exchange.status() >= FIRST_SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR, exchange.injected() ? "injected fault" : "");
        }
        span.end(exchange.arrival().plus(exchange.duration()));
    }

    /** Lets propagators look at the headers of a request. */
    private enum Headers implements TextMapGetter<AccessRecord.Line> {
        INSTANCE;

        @Override
        public Iterable<String> keys(AccessRecord.Line request) {
            // Which there are, none of the propagators in use asks.
            return List.of();
        }

        @Override
        public @Nullable String get(AccessRecord.@Nullable Line request, String key) {
            return request == null ? null : request.headers().apply(key);
        }
    }
}
