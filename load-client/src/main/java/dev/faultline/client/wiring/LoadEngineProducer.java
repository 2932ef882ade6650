package dev.faultline.client.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.LoadConfig;
import dev.faultline.client.control.ConfigMapLoadStore;
import dev.faultline.client.control.InMemoryLoadStore;
import dev.faultline.client.control.LoadStore;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.client.text.LoadLog;
import dev.faultline.experiment.run.LoadSlots;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.http.LoadGenerator;
import dev.faultline.load.http.RequestBodies;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.plan.LoadLimits;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.BackendHeader;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.threshold.Objectives;
import dev.faultline.platform.cluster.Cluster;
import dev.faultline.platform.cluster.SharedDocument;
import dev.faultline.platform.wire.Excerpt;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jboss.logging.Logger;

/** Wires load-engine: the loads of this process, where they are kept, and what they are held to. */
@Dependent
class LoadEngineProducer {

    private static final Logger LOG = Logger.getLogger("dev.faultline.load");
    private static final Duration SHORTEST_LOG_INTERVAL = Duration.ofSeconds(1);
    private static final int WINDOWS_KEPT = 600;
    private static final String PLAN = "faultline.load.plan: ";
    private static final String CONFIG_MAP = "faultline.load.plan-config-map: ";
    private static final String DOCUMENT = "{";
    private static final String KEY = "plan.json";
    private static final int SHOWN = 100;

    private final LoadConfig config;

    LoadEngineProducer(LoadConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    WindowHistory windows() {
        return new WindowHistory(WINDOWS_KEPT);
    }

    @Produces
    @Singleton
    Totals totals() {
        return new Totals();
    }

    @Produces
    @Singleton
    Generators generators(Vertx vertx, ConfiguredSplit splits, MeshMeter mesh, LoadLimits bounds, OutboundTls calls) {
        LoadGenerator.Settings settings = new LoadGenerator.Settings(
                splits.embedded().orElse(null),
                config.split().backendHeader().map(LoadEngineProducer::header).orElse(null),
                mesh,
                plan -> check(plan, bounds, splits),
                new RequestBodies(config.load().bodies()),
                config.load().maxLag(),
                config.load().dnsRefresh(),
                new SplittableRandom(),
                config.load().shard().map(LoadEngineProducer::shard).orElse(Shard.WHOLE),
                calls::trust);
        return new Generators(vertx, settings);
    }

    /** The load of this service, be it sent by this process or by others. */
    @Produces
    @Singleton
    LoadControl load(Generators generators, WindowHistory windows, Totals totals, Senders senders) {
        windows.listen(totals::add);
        return senders.coordinator(windows::add)
                .<LoadControl>map(all -> all)
                .orElseGet(() -> generators.create(windows));
    }

    @Produces
    @Singleton
    LoadSlots loadSlots(Generators generators, LoadControl load, WindowHistory windows) {
        return new ServiceLoadSlots(generators, load, windows);
    }

    @Produces
    @Singleton
    LoadStore loadStore(LoadControl load, StrictReader json, ObjectMapper mapper) {
        LoadPlan first = config.load().plan().map(text -> plan(text, load)).orElse(null);
        InMemoryLoadStore passing = new InMemoryLoadStore(load, first);
        return config.load()
                .planConfigMap()
                .<LoadStore>map(name -> new ConfigMapLoadStore(passing, document(CONFIG_MAP, name, KEY), json, mapper))
                .orElse(passing);
    }

    @Produces
    @Singleton
    Objectives objectives() {
        try {
            return Objectives.of(config.slo().thresholds());
        } catch (InvalidValue e) {
            throw new ConfigurationException(
                    e.within("faultline.slo.thresholds").getMessage());
        }
    }

    void log(
            @Observes StartupEvent event,
            WindowHistory windows,
            LoadControl load,
            @CommandLineArguments String[] arguments) {
        Duration interval = config.load().logInterval();
        if (!interval.isZero() && interval.compareTo(SHORTEST_LOG_INTERVAL) < 0) {
            throw new ConfigurationException("faultline.load.log-interval: must be 1s at least, or 0: " + interval);
        }
        if (!interval.isZero() && arguments.length == 0) {
            windows.listen(new LoadLog(interval, () -> load.plan() != null, LOG::info));
        }
    }

    private static BackendHeader header(String text) {
        try {
            return BackendHeader.parse("faultline.split.backend-header", text);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static Shard shard(String text) {
        try {
            return Shard.parse("faultline.load.shard", text);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static LoadPlan plan(String text, LoadControl load) {
        String trimmed = text.strip();
        try {
            byte[] document = trimmed.startsWith(DOCUMENT)
                    ? trimmed.getBytes(StandardCharsets.UTF_8)
                    : Files.readAllBytes(Path.of(trimmed));
            LoadPlan plan = WireYaml.reader().read(document, LoadPlan.class);
            load.check(plan);
            return plan;
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException(PLAN + "can't read " + shown(trimmed) + " (" + e + ")");
        } catch (InvalidValue e) {
            throw new ConfigurationException(PLAN + shown(trimmed) + " is no load plan: " + e.getMessage());
        }
    }

    /** Returns the name of the file; of a document nothing, since there may be a secret in it. */
    private static String shown(String text) {
        return text.startsWith(DOCUMENT)
                ? "the document"
                : Excerpt.of(text.lines().findFirst().orElse(""), SHOWN);
    }

    /**
     * Returns a document of this cluster.
     *
     * @param setting names the ConfigMap, for complaints
     */
    static SharedDocument document(String setting, String name, String key) {
        if (!Cluster.isKnown(System.getenv())) {
            throw new ConfigurationException(setting + "there is no cluster to find " + name
                    + " in: neither a service account of a pod nor the variable KUBECONFIG");
        }
        try {
            return SharedDocument.here(name, key);
        } catch (InvalidValue e) {
            throw new ConfigurationException(setting + e.getMessage());
        }
    }

    /** Returns how far plans may go; a setting that makes no sense stops the start. */
    @Produces
    @Singleton
    LoadLimits bounds() {
        try {
            return LoadLimits.of(config.load().maxRate(), config.load().allowedTargets());
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** What the embedded split covers goes to the addresses of its backends, whatever the DNS says about its name. */
    static void check(LoadPlan plan, LoadLimits bounds, ConfiguredSplit splits) {
        Target target = plan.target();
        if (splits.embedded()
                .filter(split -> split.covers(target.host(), target.port()))
                .isEmpty()) {
            bounds.checkTarget(target);
        }
        bounds.checkRate(plan.demand());
    }

    /** Makes generators that all may do the same. Threadsafe. */
    record Generators(Vertx vertx, LoadGenerator.Settings settings) {

        /** Returns an idle one that keeps its books there. */
        LoadGenerator create(WindowHistory windows) {
            return new LoadGenerator(vertx, settings, windows::add);
        }
    }

    /** The load of the service, and others beside it. */
    private static final class ServiceLoadSlots implements LoadSlots {

        private final Generators generators;
        private final LoadControl load;
        private final WindowHistory windows;

        ServiceLoadSlots(Generators generators, LoadControl load, WindowHistory windows) {
            this.generators = generators;
            this.load = load;
            this.windows = windows;
        }

        @Override
        public LoadSlots.Slot main() {
            return new LoadSlots.Slot(load, windows::last, () -> {});
        }

        @Override
        public LoadSlots.Slot open() {
            WindowHistory own = new WindowHistory(WINDOWS_KEPT);
            LoadGenerator opened = generators.create(own);
            return new LoadSlots.Slot(opened, own::last, opened::close);
        }
    }
}
