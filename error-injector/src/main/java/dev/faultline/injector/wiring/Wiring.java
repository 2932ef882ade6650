package dev.faultline.injector.wiring;

import dev.faultline.injector.InjectorConfig;
import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.HandshakeCounts;
import dev.faultline.injector.decide.HeaderFaults;
import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.observe.InjectionMetrics;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.Presets;
import dev.faultline.injector.server.Action;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.injector.server.Observers;
import dev.faultline.injector.server.VertxActions;
import dev.faultline.injector.tls.TlsAcceptor;
import dev.faultline.injector.tls.TlsContexts;
import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Wires the application; the one place that knows the real clock and real randomness. */
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
    ActiveFaults active() {
        return new ActiveFaults();
    }

    @Produces
    @Singleton
    Counters counters() {
        return new Counters();
    }

    @Produces
    @Singleton
    HandshakeCounts handshakes() {
        return new HandshakeCounts();
    }

    @Produces
    @Singleton
    InjectionMetrics metrics(
            MeterRegistry registry, Counters counters, ActiveFaults active, HandshakeCounts handshakes) {
        InjectionMetrics metrics = new InjectionMetrics(registry, counters, active);
        metrics.handshakes(handshakes);
        return metrics;
    }

    @Produces
    @Singleton
    @Typed(PlanStore.class)
    PlanStore<Action> store(InstantSource clock, Counters counters, InjectionMetrics metrics, InjectorConfig config) {
        PlanStore<Action> store = new PlanStore<>(
                Wiring::seed,
                new Decider.Environment<>(clock, new VertxActions(), counters, ceiling(config.headerFaults())));
        store.onChange(metrics::follow);
        metrics.plan(store::plan, clock);
        return store;
    }

    /** The client of the cluster's API is not even loaded where replicas do not share the plan. */
    @Produces
    @Singleton
    PlanControl control(
            PlanStore<Action> store,
            PlanJson json,
            InstantSource clock,
            InjectionMetrics metrics,
            InjectorConfig config) {
        return config.planConfigMap()
                .<PlanControl>map(name -> ClusterWiring.control(name, store, json, clock, Wiring::seed, metrics))
                .orElse(store);
    }

    @Produces
    @Singleton
    DataPlane dataPlane(
            Vertx vertx,
            PlanStore<Action> store,
            ActiveFaults active,
            HandshakeCounts handshakes,
            Observers observers,
            TlsWiring tls,
            InjectorConfig config) {
        try {
            String name = config.name().orElseGet(Wiring::hostName);
            SlowCaller.Bounds bounds =
                    new SlowCaller.Bounds(config.headTimeout(), config.idleTimeout(), config.halfCloseTimeout());
            TlsContexts contexts = tls.contexts();
            DataPlane.TlsPort port = contexts == null
                    ? null
                    : new DataPlane.TlsPort(
                            new TlsAcceptor(
                                    contexts, store::decider, active, handshakes, bounds, DataPlane.signature(name)),
                            config.tls().port().orElse(null));
            DataPlane dataPlane = new DataPlane(vertx, store, active, observers, name, bounds, tls.ofUpstreams(), port);
            store.onEnd(dataPlane::releaseHeld);
            return dataPlane;
        } catch (InvalidValue e) {
            throw new ConfigurationException("error-injector: faultline.injector." + e.getMessage());
        }
    }

    private static long seed() {
        return ThreadLocalRandom.current().nextLong();
    }

    private static HeaderFaults.@Nullable Ceiling ceiling(InjectorConfig.HeaderFaults config) {
        try {
            Delay.bounded("max-delay", config.maxDelay());
            Percentage abort = new Percentage(config.abortPercentage());
            Percentage delay = new Percentage(config.delayPercentage());
            return abort.value() + delay.value() == 0
                    ? null
                    : new HeaderFaults.Ceiling(abort, delay, config.maxDelay());
        } catch (InvalidValue e) {
            throw new ConfigurationException("error-injector: faultline.injector.header-faults " + e.getMessage());
        }
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host without an entry for its own name is common in containers, and no reason not to start.
            return NAMELESS;
        }
    }
}
