package dev.faultline.injector;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Who may call the control API. */
@ConfigMapping(prefix = "faultline.control")
interface ControlConfig {

    /** The token that calls must carry; without it or a file everybody may call. */
    Optional<String> token();

    /** The file that holds the token; read again when it changes. */
    Optional<Path> tokenFile();
}
