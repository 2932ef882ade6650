package dev.faultline.client.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.LoadConfig;
import dev.faultline.client.control.HttpCalls;
import dev.faultline.client.control.InjectorAccess;
import dev.faultline.client.control.InjectorControl;
import dev.faultline.client.control.InjectorRelay;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.client.wiring.MeshProducer.ClusterClient;
import dev.faultline.load.plan.LoadLimits;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.platform.cluster.ApiFailure;
import dev.faultline.platform.cluster.Cluster;
import dev.faultline.platform.cluster.ServiceEndpoints;
import dev.faultline.platform.guard.ControlGuard;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is the service's own: its JSON, its registry of metrics, and the calls that it makes to others. */
@Dependent
class ServiceProducer {

    /** The name of a Service, or more of its name in the DNS. */
    private static final Pattern SERVICE =
            Pattern.compile("(?<name>[a-z][a-z0-9-]*)(\\.(?<namespace>[a-z0-9-]+)(\\.svc.*)?)?");

    /** What the chart calls the injector's control port. */
    private static final String CONTROL_PORT = "control";

    private final LoadConfig config;

    ServiceProducer(LoadConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return WireJson.mapper();
    }

    @Produces
    @Singleton
    StrictReader json(ObjectMapper mapper) {
        return new StrictReader(mapper);
    }

    /** Instead of one that only Micrometer knows: sums of the load are collected beside its meters. */
    @Produces
    @Singleton
    CollectorRegistry collectors() {
        return new CollectorRegistry(true);
    }

    /** One token serves both, unless the injector has another. */
    @Produces
    @Singleton
    InjectorAccess injector(LoadConfig config, ControlGuard own) {
        Optional<Path> file = config.injector().tokenFile();
        ControlGuard shown = file.isPresent() ? ControlGuard.of("faultline.injector", Optional.empty(), file) : own;
        return new InjectorAccess(shown::authorization);
    }

    /** Being injected here is what makes a missing token show at once and not with the first request. */
    void start(@Observes StartupEvent event, ControlGuard own, InjectorAccess injector) {
        own.admits(injector.authorization());
    }

    @Produces
    @Singleton
    InjectorControl faults(
            OutboundTls calls,
            ConfiguredSplit splits,
            StrictReader json,
            InjectorAccess access,
            ClusterClient cluster) {
        String control = injectorControl(splits);
        return new InjectorControl(calls.client(), json, control, access, replicas(control, cluster));
    }

    /** In a cluster the one address of a Service stands for several processes; elsewhere it is that of the only one. */
    private static Supplier<List<String>> replicas(String control, ClusterClient cluster) {
        Target target = Target.of(control);
        Matcher service = SERVICE.matcher(target.host());
        if (!Cluster.isKnown(System.getenv()) || target.host().equals("localhost") || !service.matches()) {
            return List::of;
        }
        ServiceEndpoints pods = new ServiceEndpoints(
                cluster, service.group("namespace"), service.group("name"), CONTROL_PORT, target.port());
        String scheme = target.tls() ? "https://" : "http://";
        return () -> {
            try {
                return pods.addresses().stream()
                        .map(address -> scheme + address)
                        .toList();
            } catch (ApiFailure e) {
                throw new ControlFailed("the injector: " + e.getMessage(), false, e);
            }
        };
    }

    @Produces
    @Singleton
    InjectorRelay injectorRelay(OutboundTls calls, ConfiguredSplit splits, InjectorAccess access) {
        return new InjectorRelay(calls.client(), config.injector().service(), injectorControl(splits), access);
    }

    private String injectorControl(ConfiguredSplit splits) {
        return config.injector()
                .control()
                .orElse(
                        splits.embedded().isPresent()
                                ? "http://127.0.0.1:9002"
                                : "http://" + config.injector().service() + ":9000");
    }

    @Produces
    @Singleton
    HttpCalls http(OutboundTls calls, LoadLimits limits) {
        return new HttpCalls(calls.client(), limits::checkTarget);
    }
}
