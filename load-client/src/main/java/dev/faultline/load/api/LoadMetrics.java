package dev.faultline.load.api;

import dev.faultline.load.Splits;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.send.Generator;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The load's own metrics: a counter for each class, and what is asked for. */
@Singleton
class LoadMetrics {

    private final MeterRegistry registry;

    LoadMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(@Observes StartupEvent event, Totals totals, Generator generator, Splits splits) {
        for (ResultClass resultClass : ResultClass.values()) {
            FunctionCounter.builder("faultline.load.attempts", totals, all -> all.of(resultClass))
                    .description("Attempts by what became of them")
                    .tag("class", resultClass.wire())
                    .register(registry);
        }
        Gauge.builder("faultline.load.rate", generator, LoadMetrics::rate)
                .description("Arrivals a second that are asked for")
                .register(registry);
        splits.embedded()
                .ifPresent(split -> split.split()
                        .weights()
                        .keySet()
                        .forEach(backend -> Gauge.builder(
                                        "faultline.split.share",
                                        split,
                                        now -> now.split().share(backend))
                                .description("The share of the traffic that a backend gets")
                                .tag("backend", backend)
                                .register(registry)));
    }

    private static double rate(Generator generator) {
        LoadPlan plan = generator.plan();
        return plan == null ? 0 : plan.rate();
    }
}
