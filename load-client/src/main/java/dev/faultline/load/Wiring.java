package dev.faultline.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.load.call.HttpCalls;
import dev.faultline.load.call.InjectorAccess;
import dev.faultline.load.call.InjectorControl;
import dev.faultline.load.call.InjectorRelay;
import dev.faultline.load.experiment.Actuators;
import dev.faultline.load.experiment.ChaosControl;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.experiment.Journals;
import dev.faultline.load.experiment.ReadyExperiments;
import dev.faultline.load.experiment.Time;
import dev.faultline.load.kill.KillSwitch;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.plan.Bounds;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.report.JsonReport;
import dev.faultline.load.report.JunitReport;
import dev.faultline.load.report.MarkdownReport;
import dev.faultline.load.report.ReportFormat;
import dev.faultline.load.report.Reports;
import dev.faultline.load.report.Versions;
import dev.faultline.load.report.html.HtmlReport;
import dev.faultline.load.send.Bodies;
import dev.faultline.load.send.Generator;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the parts together; the only place that knows configuration, chance and the system's clock. */
@Dependent
class Wiring {

    static final int WINDOWS_KEPT = 600;

    private final LoadConfig config;

    Wiring(LoadConfig config) {
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

    @Produces
    @Singleton
    ExperimentReader experimentReader() {
        return new ExperimentReader(yaml());
    }

    @Produces
    @Singleton
    Windows windows() {
        return new Windows(WINDOWS_KEPT);
    }

    @Produces
    @Singleton
    Totals totals() {
        return new Totals();
    }

    /** Instead of one that only Micrometer knows: sums of the load are collected beside its meters. */
    @Produces
    @Singleton
    CollectorRegistry collectors() {
        return new CollectorRegistry(true);
    }

    @Produces
    @Singleton
    Splits splits(ClusterClient cluster) {
        return SplitWiring.splits(config, cluster);
    }

    @Produces
    @Singleton
    Generators generators(Vertx vertx, Splits splits) {
        Bounds bounds = bounds();
        Generator.Settings settings = new Generator.Settings(
                splits.embedded().orElse(null),
                plan -> check(plan, bounds, splits),
                new Bodies(config.load().bodies()),
                config.load().maxLag(),
                config.load().dnsRefresh(),
                new SplittableRandom());
        return new Generators(vertx, settings);
    }

    @Produces
    @Singleton
    Generator generator(Generators generators, Windows windows, Totals totals) {
        windows.listen(totals::add);
        return generators.create(windows);
    }

    @Produces
    @Singleton
    Reports reports(ObjectMapper mapper, @ConfigProperty(name = "quarkus.application.version") String version) {
        // One line a format; the first is what is sent where any will do.
        List<ReportFormat> formats = List.of(
                new JsonReport(mapper).format(), //
                HtmlReport.FORMAT,
                MarkdownReport.FORMAT,
                JunitReport.FORMAT);
        LoadConfig.ReportsConfig where = config.reports();
        try {
            return new Reports(where.directory(), where.keep(), Versions.here(version), formats, mapper);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
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

    @Produces
    @Singleton
    InjectorControl faults(Vertx vertx, Splits splits, StrictReader json, InjectorAccess access) {
        return new InjectorControl(WebClient.create(vertx), json, injectorControl(splits), access);
    }

    @Produces
    @Singleton
    InjectorRelay injectorRelay(Vertx vertx, Splits splits, InjectorAccess access) {
        return new InjectorRelay(WebClient.create(vertx), config.injector().service(), injectorControl(splits), access);
    }

    private String injectorControl(Splits splits) {
        return config.injector()
                .control()
                .orElse(
                        splits.embedded().isPresent()
                                ? "http://127.0.0.1:9002"
                                : "http://" + config.injector().service() + ":9000");
    }

    @Produces
    @Singleton
    HttpCalls http(Vertx vertx) {
        return new HttpCalls(WebClient.create(vertx), bounds()::checkTarget);
    }

    @Produces
    @Singleton
    Journals journals(ExperimentReader reader) {
        return new Journals(config.reports().directory(), reader, InstantSource.system());
    }

    @Produces
    @Singleton
    ChaosControl chaos(ClusterClient cluster) {
        return ChaosWiring.chaos(config.chaos(), cluster);
    }

    @Produces
    @Singleton
    Actuators actuators(
            Splits splits, InjectorControl faults, ChaosControl chaos, HttpCalls http, Generator generator) {
        return new Actuators(splits.control().orElse(null), faults, chaos, http, generator);
    }

    @Produces
    @Singleton
    Experiments experiments(ServiceLanes lanes, Actuators actuators, Journals journals, Reports reports) {
        try {
            return new Experiments(
                    lanes, actuators, journals, config.experiments().atOnce(), reports, Time.REAL);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    @Produces
    @Singleton
    KillSwitch killSwitch(Experiments experiments, Splits splits, InjectorControl faults) {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread created = new Thread(task, "kill-switch");
            created.setDaemon(true);
            return created;
        });
        return new KillSwitch(experiments, splits.control().orElse(null), faults, threads);
    }

    @Produces
    @Singleton
    ReadyExperiments readyExperiments(ExperimentReader reader) {
        return new ReadyExperiments(config.experiments().directory().orElse(Path.of("experiments")), reader);
    }

    /** Returns how far plans may go; a setting that makes no sense stops the start. */
    Bounds bounds() {
        try {
            return Bounds.of(config.load().maxRate(), config.load().allowedTargets());
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** What the embedded split covers goes to the addresses of its backends, whatever the DNS says about its name. */
    private static void check(LoadPlan plan, Bounds bounds, Splits splits) {
        Target target = plan.target();
        if (splits.embedded()
                .filter(split -> split.covers(target.host(), target.port()))
                .isEmpty()) {
            bounds.checkTarget(target);
        }
        bounds.checkRate(plan.demand());
    }

    static StrictReader yaml() {
        return new StrictReader(WireJson.strict(new YAMLFactory()));
    }
}
