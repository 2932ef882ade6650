package dev.faultline.injector;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.injector.server.PlanStore;
import dev.faultline.wire.InvalidValue;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * Starts the data plane with its plan, and stops it. What keeps it from starting is a {@link ConfigurationException}
 * without a cause, whose sentence the launch of the service prints.
 */
@Singleton
final class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final InjectorConfig config;
    private final DataPlane dataPlane;
    private final PlanStore store;
    private final PlanJson json;
    private final InstantSource clock;

    Lifecycle(InjectorConfig config, DataPlane dataPlane, PlanStore store, PlanJson json, InstantSource clock) {
        this.config = config;
        this.dataPlane = dataPlane;
        this.store = store;
        this.json = json;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        config.plan().ifPresent(this::load);
        listen();
        LOG.infof(
                "injecting on %s:%d, control API at /api/faults; plan in force: %s",
                config.host(), dataPlane.port(), store.plan().summary());
    }

    void stop(@Observes ShutdownEvent event) {
        dataPlane.stop(config.grace());
    }

    private void load(Path file) {
        try {
            FaultPlan plan = json.read(Files.readAllBytes(file)).acceptedAt(clock.instant());
            store.change(none -> plan);
        } catch (IOException e) {
            throw refused("faultline.injector.plan: cannot read " + file + " (" + e + ")");
        } catch (InvalidValue e) {
            throw refused("faultline.injector.plan: " + file + " is no fault plan: " + e.getMessage());
        }
    }

    private void listen() {
        try {
            dataPlane.start(config.host(), config.port());
        } catch (CompletionException e) {
            throw refused("cannot listen on port " + config.port() + " of " + config.host()
                    + "; set another with faultline.injector.port (" + e.getCause() + ")");
        }
    }

    private static ConfigurationException refused(String sentence) {
        return new ConfigurationException("error-injector: " + sentence);
    }
}
