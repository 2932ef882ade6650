package dev.faultline.backend;

import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.File;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings, checked.
 *
 * @param root the directory to serve; null for the built-in page
 * @param random draws the service times; not threadsafe
 * @param maxInFlight how many requests are answered at once
 * @param server the {@code Server} header
 * @param slowCallers how long they may keep a connection without using it
 */
record Settings(
        @Nullable File root,
        ServiceTime serviceTime,
        RandomGenerator random,
        int maxInFlight,
        String server,
        SlowCaller.Bounds slowCallers) {

    /** Longer than any page takes: who closes his side is answered, as by Apache. */
    private static final Duration HALF_CLOSED = ServiceTime.MAX.multipliedBy(2);

    /** The most that {@code maxInFlight} can be: the scoreboard has a character for each, and monitors read 64 KiB. */
    static final int MOST_IN_FLIGHT = 50_000;

    private static final Pattern HEADER = Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]{0,126}[\\x21-\\x7e])?");

    /**
     * Checks the settings.
     *
     * @throws InvalidValue naming the property that breaks its rule
     */
    static Settings of(BackendConfig config) {
        String prefix = "faultline.backend.";
        Require.between(prefix + "max-in-flight", config.maxInFlight(), 1, MOST_IN_FLIGHT);
        Require.matching(
                prefix + "server-header",
                config.serverHeader(),
                HEADER,
                "must be 1 to 128 printable ASCII characters, no blank at either end");
        File root = config.root().map(File::new).map(File::getAbsoluteFile).orElse(null);
        Require.that(
                root == null || readable(root),
                prefix + "root",
                "must be a directory that can be read",
                '"' + config.root().orElse("") + '"');
        OptionalLong seed = config.seed();
        return new Settings(
                root,
                ServiceTime.parse(prefix + "service-time", config.serviceTime()),
                seed.isPresent() ? new SplittableRandom(seed.getAsLong()) : new SplittableRandom(),
                config.maxInFlight(),
                config.serverHeader(),
                slowCallers(prefix, config));
    }

    private static SlowCaller.Bounds slowCallers(String prefix, BackendConfig config) {
        try {
            return new SlowCaller.Bounds(
                    Durations.parse("head-timeout", config.headTimeout()),
                    Durations.parse("idle-timeout", config.idleTimeout()),
                    HALF_CLOSED);
        } catch (InvalidValue e) {
            throw new InvalidValue(prefix + e.field(), e.rule(), e.value(), e);
        }
    }

    /** Returns whether there is such a directory and its names can be listed. Blocks. */
    static boolean readable(File directory) {
        return directory.isDirectory() && directory.canRead();
    }

    /** Makes a setting that breaks its rule end the start with that rule as the one line on standard error. */
    @Singleton
    static final class Producer {

        @Produces
        @Singleton
        Settings settings(BackendConfig config) {
            try {
                return of(config);
            } catch (InvalidValue e) {
                throw new ConfigurationException(e.getMessage());
            }
        }
    }
}
