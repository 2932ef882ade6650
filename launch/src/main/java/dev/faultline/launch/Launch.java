package dev.faultline.launch;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Starts a Quarkus service. What keeps it from starting is said on standard error: in one sentence if whoever starts it
 * can do something about it. Quarkus does so too, but prints a stack trace for a taken port under the native transport,
 * and for a setting that one of our own parts refuses.
 */
public final class Launch {

    private Launch() {}

    /**
     * Runs until the application ends or is told to stop, then ends the process.
     *
     * @param application what to run; null for a service that only serves
     */
    public static void run(@Nullable Class<? extends QuarkusApplication> application, String... args) {
        Quarkus.run(application, Launch::end, args);
    }

    private static void end(int code, @Nullable Throwable failure) {
        if (failure != null) {
            System.err.println(StartFailure.text(failure, ConfigProvider.getConfig()));
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
    }
}
