package dev.faultline.injector;

import dev.faultline.cluster.Cluster;
import dev.faultline.cluster.SharedDocument;
import dev.faultline.injector.control.LocalPlans;
import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.control.SharedPlans;
import dev.faultline.injector.metrics.InjectionMetrics;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.SharedPlanJson;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.injector.server.PlanStore;
import dev.faultline.wire.InvalidValue;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses whether replicas share the plan. The client of the cluster's API is not even loaded where they do not. */
@Singleton
final class Sharing {

    private static final String SETTING = "error-injector: faultline.injector.plan-config-map: ";
    private static final String KEY = "plan.json";

    private final InjectorConfig config;
    private final PlanJson json;
    private final InstantSource clock;
    private final InjectionMetrics metrics;

    Sharing(InjectorConfig config, PlanJson json, InstantSource clock, InjectionMetrics metrics) {
        this.config = config;
        this.json = json;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Produces
    @Singleton
    PlanControl control(PlanStore store, DataPlane dataPlane) {
        LocalPlans local = new LocalPlans(store, dataPlane::releaseHeld);
        return config.planConfigMap().map(name -> shared(local, name)).orElse(local);
    }

    private PlanControl shared(LocalPlans local, String configMap) {
        if (!Cluster.isKnown(System.getenv())) {
            throw new ConfigurationException(SETTING + "there is no cluster to find " + configMap
                    + " in: neither a service account of a pod nor the variable KUBECONFIG");
        }
        SharedPlans plans = new SharedPlans(
                local,
                new SharedPlanJson(json, clock),
                document(configMap),
                () -> ThreadLocalRandom.current().nextLong());
        metrics.synced(plans::isSynced);
        return plans;
    }

    private static SharedDocument document(String configMap) {
        try {
            return SharedDocument.here(configMap, KEY);
        } catch (InvalidValue e) {
            throw new ConfigurationException(SETTING + e.getMessage());
        }
    }
}
