package dev.faultline.injector;

import dev.faultline.injector.decide.Tallies;
import dev.faultline.injector.metrics.InjectionMetrics;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.server.ActiveFaults;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.injector.server.PlanStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

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
    PlanStore store(InstantSource clock, Tallies tallies, InjectionMetrics metrics) {
        PlanStore store = new PlanStore(clock, () -> ThreadLocalRandom.current().nextLong(), tallies, metrics::follow);
        metrics.expiry(store::plan, clock);
        return store;
    }

    @Produces
    @Singleton
    DataPlane dataPlane(
            Vertx vertx, PlanStore store, ActiveFaults active, InjectionMetrics metrics, InjectorConfig config) {
        return new DataPlane(
                vertx, store, active, metrics::delayed, config.name().orElseGet(Wiring::hostName));
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
