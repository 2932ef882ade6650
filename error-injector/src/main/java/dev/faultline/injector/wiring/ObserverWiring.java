package dev.faultline.injector.wiring;

import dev.faultline.injector.InjectorConfig;
import dev.faultline.injector.observe.AccessLog;
import dev.faultline.injector.observe.AccessRecord;
import dev.faultline.injector.observe.InjectionMetrics;
import dev.faultline.injector.observe.Spans;
import dev.faultline.injector.server.Observers;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts the access log and OpenTelemetry's tracing if the settings ask for them, and stops them. */
@Singleton
final class ObserverWiring {

    private @Nullable OpenTelemetrySdk tracing;

    @Produces
    @Singleton
    Observers observers(InjectionMetrics metrics, InstantSource clock, InjectorConfig config) {
        List<Consumer<AccessRecord>> records = new ArrayList<>();
        if (config.accessLog()) {
            records.add(new AccessLog());
        }
        if (config.tracing()) {
            records.add(new Spans(startTracing()));
        }
        return new Observers(metrics::delayed, records, clock);
    }

    @PreDestroy
    void sendLastSpans() {
        if (tracing != null) {
            tracing.close();
        }
    }

    private OpenTelemetrySdk startTracing() {
        try {
            OpenTelemetrySdk started = Spans.start();
            tracing = started;
            return started;
        } catch (io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException e) {
            throw new ConfigurationException("error-injector: faultline.injector.tracing: " + e.getMessage());
        }
    }
}
