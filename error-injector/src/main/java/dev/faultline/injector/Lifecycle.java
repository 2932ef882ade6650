package dev.faultline.injector;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.injector.server.Expiry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Starts the data plane with its plan, and stops it. What keeps it from starting is a {@link ConfigurationException}
 * without a cause, whose sentence the launch of the service prints.
 */
@Singleton
final class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private static final String CONTROL_PORT = "quarkus.http.port";

    private final InjectorConfig config;
    private final DataPlane dataPlane;
    private final StartPlan plan;
    private final Expiry expiry;

    Lifecycle(InjectorConfig config, DataPlane dataPlane, StartPlan plan, Expiry expiry) {
        this.config = config;
        this.dataPlane = dataPlane;
        this.plan = plan;
        this.expiry = expiry;
    }

    void start(@Observes StartupEvent event) {
        FaultPlan first = plan.begin();
        listen();
        expiry.start();
        LOG.infof(
                "injecting on %s:%d, control API at /api/faults; plan in force: %s",
                config.host(), dataPlane.port(), first.summary());
    }

    void stop(@Observes ShutdownEvent event) {
        plan.end();
        dataPlane.stop(config.grace());
    }

    private void listen() {
        int control = ConfigProvider.getConfig().getValue(CONTROL_PORT, Integer.class);
        if (config.port() != 0 && config.port() == control) {
            // Vert.x would have both servers share it, and deal connections out among them.
            throw refused("faultline.injector.port and " + CONTROL_PORT + " must differ, both are " + control);
        }
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
