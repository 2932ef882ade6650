package dev.faultline.client.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.client.LoadConfig;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.experiment.step.ChaosControl;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.mesh.chaos.AllowedKinds;
import dev.faultline.mesh.chaos.ChaosObjects;
import dev.faultline.mesh.chaos.KubernetesChaos;
import dev.faultline.mesh.chaos.LocalChaos;
import dev.faultline.mesh.chaos.Manifests;
import dev.faultline.mesh.doctor.ClockSkew;
import dev.faultline.mesh.doctor.Doctor;
import dev.faultline.mesh.doctor.DoctorFailed;
import dev.faultline.mesh.doctor.Examination;
import dev.faultline.mesh.proxy.PodProxy;
import dev.faultline.mesh.split.KubernetesSplit;
import dev.faultline.mesh.split.RouteRef;
import dev.faultline.platform.cluster.Cluster;
import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireYaml;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Wires mesh: who draws the backends and what is known of it, what chaos objects are applied to, and the doctor. */
@Dependent
public class MeshProducer {

    private static final Logger LOG = Logger.getLogger(MeshProducer.class);
    private static final Path DEFAULT_MANIFEST = Path.of("linkerd", "http-route.yaml");
    private static final String ROUTE = "faultline.split.route";
    private static final String MANIFEST = "faultline.split.manifest";
    private static final String METRICS = "faultline.proxy.metrics";
    private static final String OFF = "off";
    private static final Path NAMESPACE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    private static final Path DEFAULT_MANIFESTS = Path.of("k8s", "chaos-mesh");

    private final LoadConfig config;

    MeshProducer(LoadConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    ConfiguredSplit splits(ClusterClient clients, MeshMeter mesh) {
        LoadConfig.SplitConfig split = config.split();
        if (split.route().isPresent()) {
            return new ConfiguredSplit(meshed(split.route().get(), clients, mesh));
        }
        Path manifest = split.manifest().orElse(DEFAULT_MANIFEST);
        boolean none = split.manifest().isEmpty() && !Files.exists(manifest);
        return new ConfiguredSplit(none ? null : embedded(manifest));
    }

    @Produces
    @Singleton
    MeshMeter meshMeter() {
        boolean routed = config.split().route().isPresent();
        MeshSource proxy = config.proxy().metrics().equals(OFF)
                ? MeshSource.NONE
                : new PodProxy(metrics(), config.injector().service(), namespace(), System::nanoTime);
        return new MeshMeter(routed ? drawing(proxy) : proxy);
    }

    /** Returns it as that of a mesh that draws, whether or not its figures are found. */
    private static MeshSource drawing(MeshSource proxy) {
        return new MeshSource() {
            @Override
            public boolean draws() {
                return true;
            }

            @Override
            public Optional<Routing> routing(Target target) {
                return proxy.routing(target);
            }

            @Override
            public CompletableFuture<MeshReading> read(Target target) {
                return proxy.read(target);
            }
        };
    }

    private URL metrics() {
        String written = config.proxy().metrics();
        try {
            URI uri = new URI(written);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri.toURL();
            }
        } catch (URISyntaxException | MalformedURLException e) {
            LOG.debug(METRICS, e);
        }
        throw new ConfigurationException(
                METRICS + " must be a URL such as http://localhost:4191/metrics, or off, was \"" + written + '"');
    }

    private static @Nullable String namespace() {
        String named = System.getenv("POD_NAMESPACE");
        if (named != null) {
            return named;
        }
        try {
            return Files.readString(NAMESPACE).strip();
        } catch (IOException e) {
            // At a desk there is none, and no proxy either.
            return null;
        }
    }

    @Produces
    @Singleton
    ChaosControl chaos(ClusterClient clients) {
        return port(objects(clients));
    }

    @Produces
    @Singleton
    Doctor doctor(
            ClusterClient cluster,
            MeshMeter mesh,
            Instance<LoadControl> load,
            WindowHistory windows,
            OutboundTls calls) {
        Map<String, String> environment = System.getenv();
        String injector = config.injector().service();
        String pod = environment.get("POD_NAME");
        // At a desk the name of a Service means nothing.
        Optional<String> control = config.injector()
                .control()
                .or(() -> Optional.ofNullable(pod).map(inside -> "http://" + injector + ":9000"));
        InstantSource clock = InstantSource.system();
        return new Doctor(
                Cluster.isKnown(environment) ? cluster : null,
                new Doctor.Defaults(
                        config.split().namespace().orElse(null),
                        injector,
                        config.split().route().map(MeshProducer::ref).orElse(null),
                        pod),
                () -> control.flatMap(
                        base -> ClockSkew.of(base.replaceAll("/+$", "") + "/q/health/live", clock, calls::context)),
                () -> traffic(load.get(), windows, mesh),
                clock,
                System::nanoTime);
    }

    private static Optional<Doctor.Traffic> traffic(LoadControl load, WindowHistory windows, MeshMeter mesh) {
        LoadPlan plan = load.plan();
        return plan == null
                ? Optional.empty()
                : Optional.of(new Doctor.Traffic(
                        plan,
                        mesh.routing(plan.target()).orElse(null),
                        windows.last(Doctor.Traffic.LATELY, System.nanoTime()),
                        load.inFlight()));
    }

    /** Returns what the doctor finds first, as a clause; empty where there is no cluster to look at. */
    static Optional<String> diagnosis(Doctor doctor) {
        try {
            Examination found = doctor.examine(new Doctor.Question(null, null, null, null));
            return Optional.of(found.checks().stream()
                    .filter(finding -> finding.severity() == Examination.Severity.PROBLEM)
                    .findFirst()
                    .map(finding -> "the doctor says: " + finding.found())
                    .orElse("the doctor finds nothing wrong with the objects"));
        } catch (DoctorFailed | InvalidValue e) {
            LOG.debugf("no diagnosis: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the port of experiments to what applies objects. */
    public static ChaosControl port(ChaosObjects objects) {
        return new ChaosControl() {
            @Override
            public List<ObjectNode> objects(JsonNode written) {
                return objects.objects(written);
            }

            @Override
            public void apply(ObjectNode object, Duration expected) {
                objects.apply(object, expected);
            }

            @Override
            public Optional<String> revision(ObjectNode object) {
                return objects.revision(object);
            }

            @Override
            public void delete(ObjectNode object) {
                objects.delete(object);
            }
        };
    }

    private KubernetesSplit meshed(String route, Supplier<KubernetesClient> clients, MeshMeter mesh) {
        if (config.split().manifest().isPresent()) {
            throw new ConfigurationException(ROUTE + " and " + MANIFEST + " must not both be set: either a mesh splits"
                    + " the traffic or load-client does");
        }
        if (!Cluster.isKnown(System.getenv())) {
            throw new ConfigurationException(ROUTE + " needs a cluster: a service account, or KUBECONFIG");
        }
        KubernetesSplit split = new KubernetesSplit(
                clients,
                ref(route),
                config.split().namespace().orElse(null),
                new KubernetesSplit.Identity(config.injector().service(), LeaderProducer.PROCESS),
                InstantSource.system(),
                System::nanoTime,
                mesh::routing);
        Guarded.repeat("split", KubernetesSplit.REFRESH, Guarded.task(LOG, "reading the split", split::refresh));
        return split;
    }

    private static RouteRef ref(String route) {
        try {
            return RouteRef.parse(ROUTE, route);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private EmbeddedSplit embedded(Path manifest) {
        try {
            Route route = new RouteManifest(WireYaml.reader()).read(Files.readAllBytes(manifest));
            return new EmbeddedSplit(route, addresses(), config.injector().service(), new SplittableRandom());
        } catch (InvalidValue e) {
            throw new ConfigurationException(MANIFEST + ": " + manifest + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException(MANIFEST + ": " + manifest + " can't be read (" + e + ")");
        }
    }

    private Map<String, Backend> addresses() {
        return config.split().addresses().stream()
                .map(address -> Backend.parse("faultline.split.addresses", address))
                .collect(Collectors.toMap(Backend::name, Function.identity(), (first, second) -> second));
    }

    private ChaosObjects objects(ClusterClient clients) {
        Path directory = config.chaos().manifests().orElse(DEFAULT_MANIFESTS);
        boolean none = config.chaos().manifests().isEmpty() && !Files.isDirectory(directory);
        Manifests manifests = new Manifests(none ? null : directory);
        AllowedKinds allowed = allowed();
        if (config.chaos().local().isPresent()) {
            return new LocalChaos(
                    config.chaos().local().get(), manifests, InstantSource.system(), () -> Guarded.daemon("chaos"));
        }
        if (!Cluster.isKnown(System.getenv())) {
            return ChaosObjects.NONE;
        }
        KubernetesChaos chaos = new KubernetesChaos(
                clients,
                manifests,
                allowed,
                InstantSource.system(),
                duration -> LockSupport.parkNanos(duration.toNanos()));
        String pod = System.getenv("POD_NAME");
        String uid = System.getenv("POD_UID");
        return pod == null || uid == null ? chaos : chaos.ownedBy(pod, uid);
    }

    private AllowedKinds allowed() {
        try {
            return new AllowedKinds(config.chaos().allowedKinds());
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** The one client of the cluster, made when somebody needs it. Threadsafe. */
    @Singleton
    static class ClusterClient implements Supplier<KubernetesClient> {

        private @Nullable KubernetesClient client;

        @Override
        public synchronized KubernetesClient get() {
            if (client == null) {
                client = Cluster.connect();
            }
            return client;
        }
    }
}
