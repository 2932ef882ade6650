package dev.faultline.load.cli;

import dev.faultline.load.experiment.Outcome;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Gives a command that is stopped by a signal the exit code of its own. A JVM that is told to terminate ends with 143
 * whatever its main thread returns, unless it is halted.
 */
final class SignalExit {

    private static final long LONGEST_SECONDS = 40;

    private SignalExit() {}

    /** Ends the process with the code, once it is known and the application has shut down. */
    static void endWith(CompletableFuture<Integer> exitCode) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(exitCode), "exit code"));
    }

    private static void end(CompletableFuture<Integer> exitCode) {
        int code = exitCode.completeOnTimeout(Outcome.ABORTED.exitCode(), LONGEST_SECONDS, TimeUnit.SECONDS)
                .join();
        Application application = ApplicationLifecycleManager.getCurrentApplication();
        if (application != null) {
            application.awaitShutdown();
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
