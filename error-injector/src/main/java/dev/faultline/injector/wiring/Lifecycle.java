package dev.faultline.injector.wiring;

import dev.faultline.injector.InjectorConfig;
import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.control.PlanExpiry;
import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.PlanText;
import dev.faultline.injector.plan.Presets;
import dev.faultline.injector.server.Action;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.platform.wire.Excerpt;
import dev.faultline.platform.wire.InvalidValue;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
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

    /** How much of a setting a sentence repeats. */
    private static final int SHOWN = 100;

    private final InjectorConfig config;
    private final PlanText texts;
    private final PlanControl control;
    private final PlanExpiry<Action> expiry;
    private final DataPlane dataPlane;
    private final InstantSource clock;

    Lifecycle(
            InjectorConfig config,
            PlanJson json,
            Instance<Presets> presets,
            PlanControl control,
            PlanStore<Action> store,
            DataPlane dataPlane,
            Vertx vertx,
            InstantSource clock) {
        this.config = config;
        this.control = control;
        this.dataPlane = dataPlane;
        this.clock = clock;
        texts = new PlanText(json, presets::get);
        expiry = new PlanExpiry<>(vertx, store, clock);
    }

    void start(@Observes StartupEvent event) {
        FaultPlan first = control.start(config.plan().map(this::read).orElse(FaultPlan.DEFAULT));
        listen();
        expiry.start();
        LOG.infof(
                "injecting on %s:%d, control API at /api/faults; plan in force: %s",
                config.host(), dataPlane.port(), first.summary());
    }

    void stop(@Observes ShutdownEvent event) {
        control.close();
        dataPlane.stop(config.grace());
    }

    private FaultPlan read(String text) {
        String setting = "faultline.injector.plan: ";
        try {
            return texts.read(text).acceptedAt(clock.instant());
        } catch (IOException e) {
            throw refused(setting + "cannot read " + text + " (" + e + ")");
        } catch (InvalidValue e) {
            String shown = Excerpt.of(text.lines().findFirst().orElse(""), SHOWN);
            throw refused(setting + shown + " is not a fault plan: " + e.getMessage());
        }
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
