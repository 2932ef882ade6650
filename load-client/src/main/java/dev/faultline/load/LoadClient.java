package dev.faultline.load;

import dev.faultline.load.cli.TopCommand;
import dev.faultline.load.experiment.Experiments;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import picocli.CommandLine;

/** The process: a service, or a command that ends by itself. */
@Singleton
public class LoadClient implements QuarkusApplication {

    /** What a cluster grants between the signal and the kill, less some seconds. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private final CommandLine.IFactory factory;
    private final Experiments experiments;

    LoadClient(CommandLine.IFactory factory, Experiments experiments) {
        this.factory = factory;
        this.experiments = experiments;
    }

    @Override
    public int run(String... args) {
        return TopCommand.commandLine(factory).execute(args);
    }

    /** Being injected here is what makes a bad configuration show at once and not with the first request. */
    void start(@Observes StartupEvent event, Splits splits) {
        splits.embedded();
    }

    /** What an experiment has done is undone before anything that it needs is shut down. */
    void stop(@Observes ShutdownEvent event) {
        experiments.abortAll("stopped by a signal", GRACE);
    }
}
