package dev.faultline.load;

import io.quarkus.runtime.configuration.ConfigurationException;

/** The service can't start as it is configured; the message is the one sentence that is printed. */
final class StartupFailure extends ConfigurationException {

    private static final long serialVersionUID = 1L;

    StartupFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
