package dev.faultline.client.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.LoadConfig;
import dev.faultline.client.api.KillSwitch;
import dev.faultline.client.control.ConfigMapReports;
import dev.faultline.client.control.HttpCalls;
import dev.faultline.client.control.InjectorControl;
import dev.faultline.client.control.LeaderCalls;
import dev.faultline.experiment.journal.JournalStore;
import dev.faultline.experiment.journal.Journals;
import dev.faultline.experiment.journal.Time;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.read.ReadyExperiments;
import dev.faultline.experiment.report.JsonReport;
import dev.faultline.experiment.report.JunitReport;
import dev.faultline.experiment.report.MarkdownReport;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.ReportFormat;
import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.report.html.HtmlReport;
import dev.faultline.experiment.run.Experiments;
import dev.faultline.experiment.run.LoadSlots;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.ChaosControl;
import dev.faultline.learn.plan.Learner;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.mesh.doctor.Doctor;
import dev.faultline.platform.cluster.SharedDocument;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireYaml;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Wires experiment-engine: how experiments are read, run, undone and reported, and what they act on. */
@Dependent
class ExperimentEngineProducer {

    private static final String CONFIG_MAP = "faultline.reports.config-map: ";
    private static final String KEY = "reports.json";

    private final LoadConfig config;

    ExperimentEngineProducer(LoadConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    ExperimentReader experimentReader() {
        return new ExperimentReader(WireYaml.reader());
    }

    @Produces
    @Singleton
    ReadyExperiments readyExperiments(ExperimentReader reader) {
        return new ReadyExperiments(config.experiments().directory().orElse(Path.of("experiments")), reader);
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
            return new Reports(where.directory(), where.keep(), Report.Versions.here(version), formats, mapper);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    @Produces
    @Singleton
    ConfigMapReports configMapReports(Reports reports, ObjectMapper mapper) {
        SharedDocument document = config.reports()
                .configMap()
                .map(name -> LoadEngineProducer.document(CONFIG_MAP, name, KEY))
                .orElse(null);
        return new ConfigMapReports(reports, document, mapper);
    }

    void close(@Disposes ConfigMapReports reports) {
        reports.close();
    }

    @Produces
    @Singleton
    Journals journals(JournalStore store, ExperimentReader reader) {
        return new Journals(store, reader, InstantSource.system());
    }

    @Produces
    @Singleton
    Actuators actuators(
            ConfiguredSplit splits,
            InjectorControl faults,
            ChaosControl chaos,
            HttpCalls http,
            LoadControl load,
            Doctor doctor,
            Learner learner) {
        return new Actuators(
                splits.control().orElse(null),
                faults,
                chaos,
                http,
                load,
                () -> MeshProducer.diagnosis(doctor),
                learner::learn);
    }

    @Produces
    @Singleton
    Experiments experiments(LoadSlots slots, Actuators actuators, Journals journals, Reports reports) {
        try {
            return new Experiments(
                    slots, actuators, journals, config.experiments().atOnce(), reports, Time.REAL);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    @Produces
    @Singleton
    KillSwitch killSwitch(Experiments experiments, ConfiguredSplit splits, InjectorControl faults, LeaderCalls leader) {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread created = new Thread(task, "kill-switch");
            created.setDaemon(true);
            return created;
        });
        return new KillSwitch(experiments, splits.control().orElse(null), faults, leader, threads);
    }
}
