package dev.faultline.injector;

import dev.faultline.launch.ControlGuard;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Sees to it that only those call the control API who may. */
@Singleton
final class Guarding {

    @Produces
    @Singleton
    ControlGuard guard(ControlConfig config) {
        return ControlGuard.of("faultline.control", config.token(), config.tokenFile());
    }

    /** Being injected here is what makes a missing token show at once and not with the first request. */
    void start(@Observes StartupEvent event, ControlGuard guard) {
        boolean unused = guard.admits(null);
    }

    void stop(@Disposes ControlGuard guard) {
        guard.close();
    }
}
