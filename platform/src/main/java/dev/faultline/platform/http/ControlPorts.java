package dev.faultline.platform.http;

import dev.faultline.platform.channel.Listeners;
import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.wire.InvalidValue;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Bounds how long callers may keep a connection of Quarkus' ports without using it: the control API, and health and metrics
 * where those have a port of their own. Quarkus' own time-outs count from the last byte, so that a head that comes byte by
 * byte has none, and a slow answer is cut off.
 */
@Singleton
public final class ControlPorts {

    private static final Logger LOG = Logger.getLogger(ControlPorts.class);

    /** Nobody who closes his side waits for an answer of the control API longer. */
    private static final Duration HALF_CLOSED = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final SlowCaller.Bounds bounds;
    private final int ports;

    /**
     * Reads the bounds.
     *
     * @param head how long a caller may take for the head of a request, from its first byte
     * @param idle how long a connection may be without a request
     * @param management whether there is a second port
     * @throws ConfigurationException if a bound is not from 100ms to 1d
     */
    ControlPorts(
            Vertx vertx,
            @ConfigProperty(name = "faultline.control.head-timeout", defaultValue = "10s") Duration head,
            @ConfigProperty(name = "faultline.control.idle-timeout", defaultValue = "20s") Duration idle,
            @ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean management) {
        this.vertx = vertx;
        ports = management ? 2 : 1;
        try {
            bounds = new SlowCaller.Bounds(head, idle, HALF_CLOSED);
        } catch (InvalidValue e) {
            throw new ConfigurationException("faultline.control." + e.getMessage());
        }
    }

    /** Has a bad bound keep the service from starting. */
    void start(@Observes StartupEvent event) {}

    void opened(@ObservesAsync HttpServerStart event) {
        Listeners.watch(
                        ((VertxInternal) vertx).getAcceptorEventLoopGroup(),
                        any -> true,
                        ports,
                        channel -> SlowCaller.watch(channel, bounds, ""))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("slow callers of the control ports are not bounded", failure);
                    }
                });
    }
}
