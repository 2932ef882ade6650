package dev.faultline.backend;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Starts the service. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** Runs until it is told to stop. */
    public static void main(String... args) {
        // Quarkus would answer targets that are no URI itself: uncounted, without a page and a Server header. Ours are
        // read more strictly anyway. It knows only a system property for this, read once.
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(null, Main::end, args);
    }

    private static void end(int code, @Nullable Throwable failure) {
        if (failure != null) {
            System.err.println(StartFailure.text(failure, ConfigProvider.getConfig()));
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
    }
}
