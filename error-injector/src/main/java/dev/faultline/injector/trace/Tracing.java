package dev.faultline.injector.trace;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;

/** OpenTelemetry, set up by the environment variables that it defines: {@code OTEL_EXPORTER_OTLP_ENDPOINT} and others. */
public final class Tracing {

    /** What holds unless the environment says otherwise. Only spans leave; metrics are Prometheus' to fetch. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "error-injector",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private Tracing() {}

    /**
     * Starts it. Closing what is returned sends what is left, for some seconds at most.
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
}
