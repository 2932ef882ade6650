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
    private static final String TLS_PORT = "faultline.injector.tls.port";

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
        String tls = dataPlane.tlsPort().isEmpty()
                ? ""
                : dataPlane.tlsPort().getAsInt() == dataPlane.port()
                        ? " over TLS"
                        : " and over TLS on " + dataPlane.tlsPort().getAsInt();
        LOG.infof(
                "injecting on %s:%d%s, control API at /api/faults; plan in force: %s",
                config.host(), dataPlane.port(), tls, first.summary());
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
        // Vert.x would have both servers share it, and deal connections out among them.
        differ("faultline.injector.port", config.port(), CONTROL_PORT, control);
        config.tls().port().ifPresent(port -> {
            differ(TLS_PORT, port, CONTROL_PORT, control);
            differ(TLS_PORT, port, "faultline.injector.port", config.port());
        });
        try {
            dataPlane.start(config.host(), config.port());
        } catch (CompletionException e) {
            String beside = config.tls()
                    .port()
                    .map(port -> " or " + port + " of " + config.host()
                            + "; set others with faultline.injector.port and " + TLS_PORT)
                    .orElse(" of " + config.host() + "; set another with faultline.injector.port");
            throw refused("cannot listen on port " + config.port() + beside + " (" + e.getCause() + ")");
        }
    }

    private static void differ(String setting, int port, String other, int otherPort) {
        if (port != 0 && port == otherPort) {
            throw refused(setting + " and " + other + " must differ, both are " + port);
        }
    }

    private static ConfigurationException refused(String sentence) {
        return new ConfigurationException("error-injector: " + sentence);
    }
}
