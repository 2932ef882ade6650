package dev.faultline.backend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The settings. All are checked at the start, by the types that they become in {@link Wiring}. */
@ConfigMapping(prefix = "faultline.backend")
public interface BackendConfig {

    /** The directory to serve; without one there is the built-in page only. */
    Optional<String> root();

    @WithDefault("Faultline-demo-backend")
    String serverHeader();

    /** {@code off}, {@code stdout} or a file. */
    @WithDefault("off")
    String accessLog();

    /** {@code none}, {@code fixed:5ms} or {@code lognormal:5ms,40ms}. */
    @WithDefault("none")
    String serviceTime();

    /** Fixes the service times that are drawn; without one they differ from start to start. */
    OptionalLong seed();

    /** How many requests are answered at once; further ones get a 503. */
    @WithDefault("4096")
    int maxInFlight();

    /** Set by the build. */
    Instant built();
}
