package dev.faultline.backend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.OptionalLong;

/** The settings as they are written; {@link Settings} checks them. */
@ConfigMapping(prefix = "faultline.backend")
interface BackendConfig {

    /** The directory to serve; without one there is the built-in page only. */
    Optional<String> root();

    /** What every answer says it comes from. */
    @WithDefault("Faultline-demo-backend")
    String serverHeader();

    /** {@code none}, {@code fixed:5ms} or {@code lognormal:5ms,40ms}. */
    @WithDefault("none")
    String serviceTime();

    /** Fixes the service times that are drawn; without one they differ from start to start. */
    OptionalLong seed();

    /** How many requests are answered at once; further ones get a 503. */
    @WithDefault("4096")
    int maxInFlight();

    /** How long a caller may take for the head of a request, from its first byte. */
    @WithDefault("20s")
    String headTimeout();

    /** How long a connection may be without a request. */
    @WithDefault("75s")
    String idleTimeout();
}
