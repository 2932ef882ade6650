package dev.faultline.client.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.LoadConfig;
import dev.faultline.client.control.HttpSenders;
import dev.faultline.client.control.InjectorAccess;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.client.wiring.MeshProducer.ClusterClient;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.http.VertxEventLoop;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadLimits;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.senders.Coordinator;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.platform.cluster.ApiFailure;
import dev.faultline.platform.cluster.Cluster;
import dev.faultline.platform.cluster.Leadership;
import dev.faultline.platform.cluster.ServiceEndpoints;
import dev.faultline.platform.guard.ControlGuard;
import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.StrictReader;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClientOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** The senders that this process is configured with, if any. */
@Singleton
class Senders {

    private static final Logger LOG = Logger.getLogger("dev.faultline.load");
    private static final String SENDERS = "faultline.load.senders";
    private static final String SERVICE = "faultline.load.sender-service";
    private static final Pattern ADDRESS =
            Pattern.compile("(?:https://)?(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+):[1-9]\\d{0,4}");

    /** What the chart calls the port of senders, and its number. */
    private static final String PORT = "control";

    private static final int PORT_NUMBER = 8080;

    /** The certificate of the API. */
    private static final String CONTROL = "control";

    private static final int CONNECT_MILLIS = 500;
    private static final long LOOK_SECONDS = 1;

    private final Vertx vertx;
    private final OutboundTls calls;
    private final TlsConfigurationRegistry certificates;
    private final LoadConfig config;
    private final StrictReader json;
    private final ObjectMapper mapper;
    private final ControlGuard own;
    private final ConfiguredSplit splits;
    private final MeshMeter mesh;
    private final LoadLimits limits;
    private final ClusterClient cluster;
    private final Leadership leadership;

    Senders(
            Vertx vertx,
            OutboundTls calls,
            TlsConfigurationRegistry certificates,
            LoadConfig config,
            StrictReader json,
            ObjectMapper mapper,
            ControlGuard own,
            ConfiguredSplit splits,
            MeshMeter mesh,
            LoadLimits limits,
            ClusterClient cluster,
            Leadership leadership) {
        this.vertx = vertx;
        this.calls = calls;
        this.certificates = certificates;
        this.config = config;
        this.json = json;
        this.mapper = mapper;
        this.own = own;
        this.splits = splits;
        this.mesh = mesh;
        this.limits = limits;
        this.cluster = cluster;
        this.leadership = leadership;
    }

    /**
     * Returns what has them send the load of this process; empty if there are none.
     *
     * @param seconds gets each second
     */
    Optional<Coordinator> coordinator(Consumer<Window> seconds) {
        return addresses().map(addresses -> coordinator(addresses, seconds));
    }

    private Coordinator coordinator(Supplier<List<String>> addresses, Consumer<Window> seconds) {
        // In order: a second must not overtake the one before.
        Executor merging = Guarded.daemon("senders");
        HttpSenders http = new HttpSenders(
                calls.client(new WebClientOptions().setConnectTimeout(CONNECT_MILLIS)),
                json,
                mapper,
                new InjectorAccess(own::authorization),
                merging);
        // Without a lease the one that was started last.
        long started = System.currentTimeMillis();
        Coordinator coordinator = new Coordinator(
                new VertxEventLoop(vertx),
                merging,
                InstantSource.system(),
                new Coordinator.Settings(
                        LeaderProducer.PROCESS,
                        () -> leadership.term() == 0 ? started : leadership.term(),
                        () -> leadership.isLeading() ? addresses.get() : List.of(),
                        address ->
                                http.link(address, config.load().senderService().orElse(null)),
                        this::check,
                        () -> splits.embedded()
                                .map(split -> split.split().weights())
                                .orElse(null),
                        mesh,
                        target -> splits.embedded()
                                .filter(split -> split.covers(target.host(), target.port()))
                                .isPresent(),
                        new SplittableRandom()),
                seconds);
        splits.embedded().ifPresent(split -> split.listen(coordinator::tell));
        return coordinator;
    }

    private void check(LoadPlan plan) {
        LoadEngineProducer.check(plan, limits, splits);
    }

    private Optional<Supplier<List<String>>> addresses() {
        List<String> fixed = config.load().senders().orElse(List.of());
        for (String address : fixed) {
            if (!ADDRESS.matcher(address).matches()) {
                throw new ConfigurationException(
                        SENDERS + ": must be HOST:PORT or https://HOST:PORT each, was \"" + address + '"');
            }
        }
        Optional<String> service = config.load().senderService();
        if ((!fixed.isEmpty() || service.isPresent()) && config.load().shard().isPresent()) {
            throw new ConfigurationException(
                    "faultline.load.shard: must not be set beside senders, which get their parts from here");
        }
        if (!fixed.isEmpty() && service.isPresent()) {
            throw new ConfigurationException(SENDERS + " and " + SERVICE + " can't both be set");
        }
        if (service.isPresent()) {
            if (!Cluster.isKnown(System.getenv())) {
                throw new ConfigurationException(SERVICE + ": there is no cluster to find " + service.get() + " in");
            }
            return Optional.of(listed(service.get()));
        }
        return fixed.isEmpty() ? Optional.empty() : Optional.of(() -> fixed);
    }

    /** Looks each second; while the cluster does not answer they are those of before. */
    private Supplier<List<String>> listed(String service) {
        ServiceEndpoints pods = new ServiceEndpoints(cluster, null, service, PORT, PORT_NUMBER);
        // They are processes as this one: with a certificate of its own their API speaks TLS too.
        boolean tls = certificates
                .get(CONTROL)
                .map(TlsConfiguration::getKeyStoreOptions)
                .isPresent();
        Listed listed = new Listed(pods, tls ? HttpSenders.TLS : "");
        ScheduledExecutorService unused = Guarded.repeat(
                "senders-list",
                Duration.ofSeconds(LOOK_SECONDS),
                Guarded.task(LOG, "listing the senders", listed::look));
        return listed::now;
    }

    private static final class Listed {

        private final ServiceEndpoints pods;
        private final String scheme;
        private volatile List<String> now = List.of();
        private boolean failed;

        /** @param scheme is put before their addresses */
        Listed(ServiceEndpoints pods, String scheme) {
            this.pods = pods;
            this.scheme = scheme;
        }

        void look() {
            try {
                now = pods.addresses().stream().map(address -> scheme + address).toList();
                failed = false;
            } catch (ApiFailure e) {
                if (!failed) {
                    LOG.warnf("senders can't be listed, those that are known stay: %s", e.getMessage());
                }
                failed = true;
            }
        }

        List<String> now() {
            return now;
        }
    }
}
