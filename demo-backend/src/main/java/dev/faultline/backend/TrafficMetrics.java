package dev.faultline.backend;

import dev.faultline.backend.access.AccessLog;
import dev.faultline.backend.status.Connections;
import dev.faultline.backend.status.Outcome;
import dev.faultline.backend.status.Traffic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Shows the counts of the traffic port as metrics. They are read when scraped, so that a request pays nothing. */
@Singleton
final class TrafficMetrics implements MeterBinder {

    private final Traffic traffic;
    private final Connections connections;
    private final AccessLog log;

    TrafficMetrics(Traffic traffic, Connections connections, AccessLog log) {
        this.traffic = traffic;
        this.connections = connections;
        this.log = log;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            FunctionCounter.builder("faultline.backend.requests", traffic, t -> t.ended(outcome))
                    .tag("status", outcome.label())
                    .description("Requests that ended, by how they ended")
                    .register(registry);
        }
        FunctionTimer.builder(
                        "faultline.backend.request.duration",
                        traffic,
                        t -> t.totals().accesses(),
                        t -> t.totals().duration().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Time from the head of a request to the end of its answer")
                .register(registry);
        FunctionCounter.builder(
                        "faultline.backend.sent", traffic, t -> t.totals().bytes())
                .baseUnit("bytes")
                .description("Bytes of bodies that were sent")
                .register(registry);
        Gauge.builder("faultline.backend.in.flight", traffic, Traffic::inFlight)
                .description("Requests being answered")
                .register(registry);
        Gauge.builder(
                        "faultline.backend.connections",
                        connections,
                        c -> c.counts().total())
                .description("Open connections that have sent a request")
                .register(registry);
        FunctionCounter.builder("faultline.backend.access.log.dropped", log, AccessLog::dropped)
                .description("Lines of the access log that were lost")
                .register(registry);
    }
}
