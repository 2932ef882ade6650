package dev.faultline.injector;

import dev.faultline.injector.decide.HeaderCeiling;
import dev.faultline.injector.decide.Tallies;
import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.metrics.InjectionMetrics;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.PlanText;
import dev.faultline.injector.plan.Presets;
import dev.faultline.injector.server.ActiveFaults;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.injector.server.Expiry;
import dev.faultline.injector.server.PlanStore;
import dev.faultline.injector.server.Watch;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Percentage;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts the parts together; the one place that knows the real clock and real chance. */
final class Wiring {

    private static final String NAMELESS = "error-injector";

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    PlanJson json() {
        return new PlanJson();
    }

    @Produces
    @Singleton
    Presets presets(PlanJson json) {
        return new Presets(json);
    }

    @Produces
    @Singleton
    PlanText plans(PlanJson json, Instance<Presets> presets) {
        return new PlanText(json, presets::get);
    }

    @Produces
    @Singleton
    ActiveFaults active() {
        return new ActiveFaults();
    }

    @Produces
    @Singleton
    Tallies tallies() {
        return new Tallies();
    }

    @Produces
    @Singleton
    InjectionMetrics metrics(MeterRegistry registry, Tallies tallies, ActiveFaults active) {
        return new InjectionMetrics(registry, tallies, active);
    }

    @Produces
    @Singleton
    PlanStore store(InstantSource clock, Tallies tallies, InjectionMetrics metrics, InjectorConfig config) {
        LongSupplier seeds = () -> ThreadLocalRandom.current().nextLong();
        PlanStore store = new PlanStore(clock, seeds, tallies, ceiling(config.headerFaults()));
        store.onChange(metrics::follow);
        metrics.plan(store::plan, clock);
        return store;
    }

    @Produces
    @Singleton
    DataPlane dataPlane(Vertx vertx, PlanStore store, ActiveFaults active, Watch watch, InjectorConfig config) {
        return new DataPlane(vertx, store, active, watch, config.name().orElseGet(Wiring::hostName));
    }

    @Produces
    @Singleton
    Expiry expiry(Vertx vertx, PlanStore store, DataPlane dataPlane, InstantSource clock) {
        return new Expiry(vertx, store, dataPlane, clock);
    }

    private static @Nullable HeaderCeiling ceiling(InjectorConfig.HeaderFaults config) {
        try {
            Delay.bounded("max-delay", config.maxDelay());
            Percentage abort = new Percentage(config.abortPercentage());
            Percentage delay = new Percentage(config.delayPercentage());
            return abort.value() + delay.value() == 0 ? null : new HeaderCeiling(abort, delay, config.maxDelay());
        } catch (InvalidValue e) {
            throw new ConfigurationException("error-injector: faultline.injector.header-faults " + e.getMessage());
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host without an entry for its own name is common in containers, and no reason not to start.
            return NAMELESS;
        }
    }
}
