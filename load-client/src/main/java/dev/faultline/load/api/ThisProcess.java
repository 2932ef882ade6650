package dev.faultline.load.api;

import jakarta.inject.Singleton;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What tells this process from others. */
@Singleton
class ThisProcess {

    private final String instance = UUID.randomUUID().toString();
    private final String version;

    ThisProcess(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.version = version;
    }

    /** Returns what no other process, nor this one after a restart, is called. */
    String instance() {
        return instance;
    }

    /** Returns the version of Faultline. */
    String version() {
        return version;
    }
}
