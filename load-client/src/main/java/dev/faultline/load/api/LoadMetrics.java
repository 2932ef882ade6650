package dev.faultline.load.api;

import dev.faultline.load.Splits;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.experiment.State;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.send.Generator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The load's own metrics: what it came to since the start, what is asked for, how it is split, and what experiments are under way. */
@Singleton
class LoadMetrics {

    private final MeterRegistry registry;
    private final CollectorRegistry collectors;

    LoadMetrics(MeterRegistry registry, CollectorRegistry collectors) {
        this.registry = registry;
        this.collectors = collectors;
    }

    void experiments(@Observes StartupEvent event, Experiments experiments) {
        for (State state : State.values()) {
            if (state != State.DONE) {
                Gauge.builder("faultline.experiments.running", () -> experiments.count(state))
                        .tag("state", state.wire())
                        .description("Experiments under way, by where they are")
                        .register(registry);
            }
        }
    }

    void register(@Observes StartupEvent event, Totals totals, Generator generator, Splits splits) {
        // Meters would count each attempt once more, into histograms of their own, where it is sent.
        collectors.register(new LoadCollector(totals));
        Gauge.builder("faultline.load.rate", generator, Generator::rate)
                .description("Arrivals a second that are asked for")
                .register(registry);
        Gauge.builder("faultline.load.in.flight", generator, Generator::inFlight)
                .description("Requests that are under way")
                .register(registry);
        splits.control().ifPresent(split -> collectors.register(new SplitCollector(split)));
    }
}
