package dev.faultline.injector;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of the data plane; those of the control plane are Quarkus' own. */
@ConfigMapping(prefix = "faultline.injector")
interface InjectorConfig {

    /** The address that takes the traffic. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port that takes the traffic; 0 for any free one. */
    @WithDefault("8080")
    int port();

    /** What answers say they come from in {@code x-faultline-by}; the name of this host if not given. */
    Optional<String> name();

    /** A JSON file with the plan at start. */
    Optional<Path> plan();

    /** How long, when stopping, to wait for the answers to requests that were held back to leave. */
    @WithDefault("5s")
    Duration grace();
}
