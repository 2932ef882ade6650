package dev.faultline.client;

import dev.faultline.client.cli.Shutdown;
import dev.faultline.client.cli.TopCommand;
import dev.faultline.client.control.ConfigMapReports;
import dev.faultline.client.control.LoadStore;
import dev.faultline.experiment.run.Experiments;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.threshold.Objectives;
import dev.faultline.platform.cluster.Leadership;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** The process: a service, or a command that ends by itself. */
@Singleton
public class LoadClient implements QuarkusApplication, Leadership.Office {

    /** What a cluster grants between the signal and the kill, less some seconds. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private final CommandLine.IFactory factory;
    private final Experiments experiments;
    private final LoadStore load;
    private final ConfigMapReports reports;
    private final Leadership leadership;
    private final Shutdown interruption;

    LoadClient(
            CommandLine.IFactory factory,
            Experiments experiments,
            LoadStore load,
            ConfigMapReports reports,
            Leadership leadership,
            Shutdown interruption) {
        this.factory = factory;
        this.experiments = experiments;
        this.load = load;
        this.reports = reports;
        this.leadership = leadership;
        this.interruption = interruption;
    }

    @Override
    public int run(String... args) {
        if (args.length == 0) {
            // Who stands by answers for reports, too.
            reports.begin();
            // The service, once its own API answers, which undos may call; a command that acts on the same things
            // sees to it itself.
            leadership.begin(this);
        }
        return TopCommand.commandLine(factory).execute(args);
    }

    @Override
    public void begin() {
        experiments.recover();
        load.begin();
    }

    /** The process begins anew as one that stands by: what could not be undone by then is undone by whoever leads next. */
    @Override
    public void lost(String why, Duration left) {
        Runnable end = () -> Runtime.getRuntime().halt(1);
        if (left.isNegative() || left.isZero()) {
            end.run();
        }
        CompletableFuture.delayedExecutor(left.toMillis(), TimeUnit.MILLISECONDS)
                .execute(end);
        experiments.abandonAll(why, left);
        end.run();
    }

    /** Being injected here is what makes a bad configuration show at once and not with the first request. */
    void start(@Observes StartupEvent event, ConfiguredSplit splits, Objectives objectives) {
        splits.control();
        objectives.thresholds();
    }

    /** A load is counted to its end, and what an experiment has done is undone, before what they need is shut down. */
    void stop(@Observes ShutdownEvent event, LoadControl traffic) {
        interruption.raise(GRACE);
        load.close();
        experiments.abortAll("stopped by a signal", GRACE);
        traffic.close();
        leadership.close();
    }
}
