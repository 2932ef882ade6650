package dev.faultline.load;

import dev.faultline.launch.ControlGuard;
import dev.faultline.load.call.InjectorAccess;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** Sees to it that only those call this API who may, and that the injector lets this process in. */
@Singleton
class Guarding {

    @Produces
    @Singleton
    ControlGuard own(LoadConfig config) {
        return ControlGuard.of(
                "faultline.control", config.control().token(), config.control().tokenFile());
    }

    /** One token serves both, unless the injector has another. */
    @Produces
    @Singleton
    InjectorAccess injector(LoadConfig config, ControlGuard own) {
        Optional<Path> file = config.injector().tokenFile();
        ControlGuard shown = file.isPresent() ? ControlGuard.of("faultline.injector", Optional.empty(), file) : own;
        return new InjectorAccess(shown::authorization);
    }

    /** Being injected here is what makes a missing token show at once and not with the first request. */
    void start(@Observes StartupEvent event, ControlGuard own, InjectorAccess injector) {
        boolean unused = own.admits(injector.authorization());
    }

    void stop(@Disposes ControlGuard guard) {
        guard.close();
    }
}
