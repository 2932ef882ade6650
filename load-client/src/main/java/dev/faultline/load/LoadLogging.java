package dev.faultline.load;

import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.LoadLog;
import dev.faultline.load.send.Generator;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Lets the service log how the load goes. A command prints that itself. */
@Singleton
class LoadLogging {

    private static final Logger LOG = Logger.getLogger("dev.faultline.load");
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    void start(
            @Observes StartupEvent event,
            LoadConfig config,
            Windows windows,
            Generator generator,
            @CommandLineArguments String[] arguments) {
        Duration interval = config.load().logInterval();
        if (!interval.isZero() && interval.compareTo(SHORTEST) < 0) {
            throw new ConfigurationException("faultline.load.log-interval: must be 1s at least, or 0: " + interval);
        }
        if (!interval.isZero() && arguments.length == 0) {
            Runnable unused = windows.listen(new LoadLog(interval, () -> generator.plan() != null, LOG::info));
        }
    }
}
