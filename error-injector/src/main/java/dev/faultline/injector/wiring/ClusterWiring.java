package dev.faultline.injector.wiring;

import dev.faultline.injector.control.ConfigMapPlanStore;
import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.observe.InjectionMetrics;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.platform.cluster.Cluster;
import dev.faultline.platform.cluster.SharedDocument;
import dev.faultline.platform.wire.InvalidValue;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** What is made with the client of the Kubernetes API. */
final class ClusterWiring {

    private static final String SETTING = "error-injector: faultline.injector.plan-config-map: ";
    private static final String KEY = "plan.json";

    private ClusterWiring() {}

    /**
     * Returns the control of a plan that replicas share through a ConfigMap.
     *
     * @throws ConfigurationException if there is no cluster, or the name is not one of a ConfigMap
     */
    static PlanControl control(
            String configMap,
            PlanStore<?> store,
            PlanJson json,
            InstantSource clock,
            LongSupplier seeds,
            InjectionMetrics metrics) {
        if (!Cluster.isKnown(System.getenv())) {
            throw new ConfigurationException(SETTING + "there is no cluster to find " + configMap
                    + " in: neither a service account of a pod nor the variable KUBECONFIG");
        }
        try {
            SharedDocument document = SharedDocument.here(configMap, KEY);
            ConfigMapPlanStore shared = new ConfigMapPlanStore(store, json, document, clock, seeds);
            metrics.synced(shared::isSynced);
            return shared;
        } catch (InvalidValue e) {
            throw new ConfigurationException(SETTING + e.getMessage());
        }
    }
}
