package dev.faultline.platform.http;

import dev.faultline.platform.channel.Listeners;
import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.wire.InvalidValue;
import io.netty.channel.Channel;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
    private final Consumer<Channel> accepted;

    /** Those that are known to be open, or to be opened. */
    private final AtomicInteger ports;

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
        ports = new AtomicInteger(management ? 1 : 0);
        try {
            SlowCaller.Bounds bounds = new SlowCaller.Bounds(head, idle, HALF_CLOSED);
            accepted = channel -> SlowCaller.watch(channel, bounds, "");
        } catch (InvalidValue e) {
            throw new ConfigurationException("faultline.control." + e.getMessage());
        }
    }

    /** Has a bad bound keep the service from starting. */
    void start(@Observes StartupEvent event) {
        logUncaught(vertx);
    }

    /**
     * Has what nobody catches on Vert.x' threads logged, as Quarkus does, but for what fails because the service is over by
     * then: where one port can't be opened, Quarkus still asks for its beans once another one, by https, is.
     */
    public static void logUncaught(Vertx vertx) {
        vertx.exceptionHandler(failure -> {
            ArcContainer beans = Arc.container();
            if (beans == null || !beans.isRunning()) {
                LOG.debug("failed after the end", failure);
            } else {
                LOG.error("nobody has caught this", failure);
            }
        });
    }

    void opened(@ObservesAsync HttpServerStart event) {
        watch();
    }

    /** As {@link #opened(HttpServerStart)}: Quarkus tells of either port, or of both. */
    void opened(@ObservesAsync HttpsServerStart event) {
        watch();
    }

    private void watch() {
        Listeners.watch(
                        ((VertxInternal) vertx).getAcceptorEventLoopGroup(),
                        any -> true,
                        ports.incrementAndGet(),
                        accepted)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("slow callers of the control ports are not bounded", failure);
                    }
                });
    }
}
