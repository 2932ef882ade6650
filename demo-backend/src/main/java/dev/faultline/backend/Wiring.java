package dev.faultline.backend;

import dev.faultline.backend.access.AccessLog;
import dev.faultline.backend.access.AccessLogTarget;
import dev.faultline.backend.answer.Answers;
import dev.faultline.backend.latency.ServiceTime;
import dev.faultline.backend.latency.SharedRandom;
import dev.faultline.backend.page.BuiltInSite;
import dev.faultline.backend.page.DocumentRoot;
import dev.faultline.backend.page.Site;
import dev.faultline.backend.serve.Pause;
import dev.faultline.backend.status.Connections;
import dev.faultline.backend.status.Machine;
import dev.faultline.backend.status.ServerFacts;
import dev.faultline.backend.status.Traffic;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Makes the parts from the settings; the only place that knows the real clock and real chance. A setting that breaks
 * its rule ends the start with that rule as the one line on standard error: Quarkus prints no trace for the exception
 * thrown here.
 */
@Singleton
final class Wiring {

    private static final String PREFIX = "faultline.backend.";
    private static final Pattern HEADER = Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]{0,126}[\\x21-\\x7e])?");

    private final BackendConfig config;
    private final InstantSource clock = InstantSource.system();

    Wiring(BackendConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return clock;
    }

    @Produces
    @Singleton
    Answers answers() {
        return new Answers(clock);
    }

    @Produces
    @Singleton
    Connections connections() {
        return new Connections();
    }

    @Produces
    @Singleton
    Machine machine() {
        return new Machine(Path.of("/proc"));
    }

    @Produces
    @Singleton
    Site site() {
        return checked(() -> config.root().isPresent()
                ? DocumentRoot.of(PREFIX + "root", config.root().get(), clock)
                : new BuiltInSite(config.built()));
    }

    @Produces
    @Singleton
    Pause pause() {
        OptionalLong seed = config.seed();
        SplittableRandom random = seed.isPresent() ? new SplittableRandom(seed.getAsLong()) : new SplittableRandom();
        return checked(() ->
                new Pause(ServiceTime.parse(PREFIX + "service-time", config.serviceTime()), new SharedRandom(random)));
    }

    @Produces
    @Singleton
    Traffic traffic() {
        return checked(() -> new Traffic(PREFIX + "max-in-flight", config.maxInFlight()));
    }

    @Produces
    @Singleton
    ServerFacts facts(Vertx vertx) {
        return checked(() -> {
            Require.matching(
                    PREFIX + "server-header",
                    config.serverHeader(),
                    HEADER,
                    "must be 1 to 128 printable ASCII characters, no blank at either end");
            String mpm = vertx.isNativeTransportEnabled() ? "vertx-epoll" : "vertx-nio";
            return new ServerFacts(config.serverHeader(), mpm, config.built(), clock.instant(), ZoneId.systemDefault());
        });
    }

    @Produces
    @Singleton
    AccessLog accessLog() {
        return checked(() -> AccessLogTarget.open(PREFIX + "access-log", config.accessLog(), ZoneId.systemDefault()));
    }

    /** Runs after the last answer was sent, so that its line is still written. */
    void close(@Disposes AccessLog log) {
        log.close();
    }

    private static <T> T checked(Supplier<T> part) {
        try {
            return part.get();
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }
}
