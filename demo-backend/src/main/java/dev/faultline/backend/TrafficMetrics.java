package dev.faultline.backend;

import dev.faultline.platform.http.MetricsRoute;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Shows the counts of the traffic port as metrics. They are read when scraped, so that a request pays nothing. */
@Singleton
final class TrafficMetrics implements MeterBinder {

    private final Traffic traffic;

    TrafficMetrics(Traffic traffic) {
        this.traffic = traffic;
    }

    /** Instead of one that only Micrometer knows: the route reads it, too. */
    @Produces
    @Singleton
    static CollectorRegistry collectors() {
        return new CollectorRegistry(true);
    }

    void show(@Observes ManagementInterface management, CollectorRegistry registry) {
        MetricsRoute.addTo(management.router(), registry);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Traffic.Outcome outcome : Traffic.Outcome.values()) {
            FunctionCounter.builder("faultline.backend.requests", traffic, t -> t.ended(outcome))
                    .tag("status", outcome.label())
                    .description("Requests that ended, by how they ended")
                    .register(registry);
        }
        FunctionTimer.builder(
                        "faultline.backend.request.duration",
                        traffic,
                        Traffic::ended,
                        Traffic::nanos,
                        TimeUnit.NANOSECONDS)
                .description("Time from the head of a request to the end of its answer")
                .register(registry);
        FunctionCounter.builder("faultline.backend.sent", traffic, Traffic::bytes)
                .baseUnit("bytes")
                .description("Bytes of bodies that were sent")
                .register(registry);
        Gauge.builder("faultline.backend.in.flight", traffic, Traffic::inFlight)
                .description("Requests being answered")
                .register(registry);
        Gauge.builder("faultline.backend.connections", traffic, Traffic::connections)
                .description("Open connections that have sent a request")
                .register(registry);
    }
}
