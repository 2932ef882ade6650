package dev.faultline.injector;

import dev.faultline.injector.metrics.InjectionMetrics;
import dev.faultline.injector.server.AccessLog;
import dev.faultline.injector.server.Account;
import dev.faultline.injector.server.Watch;
import dev.faultline.injector.trace.Spans;
import dev.faultline.injector.trace.Tracing;
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

/** Starts what watches the traffic, if it is asked for, and stops it. */
@Singleton
final class Watching {

    private @Nullable OpenTelemetrySdk tracing;

    @Produces
    @Singleton
    Watch watch(InjectionMetrics metrics, InstantSource clock, InjectorConfig config) {
        List<Consumer<Account>> accounts = new ArrayList<>();
        if (config.accessLog()) {
            accounts.add(new AccessLog());
        }
        if (config.tracing()) {
            accounts.add(new Spans(tracing()));
        }
        return new Watch(metrics::delayed, accounts, clock);
    }

    @PreDestroy
    void sendLastSpans() {
        if (tracing != null) {
            tracing.close();
        }
    }

    private OpenTelemetrySdk tracing() {
        try {
            tracing = Tracing.start();
            return tracing;
        } catch (io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException e) {
            throw new ConfigurationException("error-injector: faultline.injector.tracing: " + e.getMessage());
        }
    }
}
