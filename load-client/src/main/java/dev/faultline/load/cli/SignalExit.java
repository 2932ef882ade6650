package dev.faultline.load.cli;

import dev.faultline.load.experiment.Outcome;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Gives a command that is stopped by a signal the exit code of its own. A JVM that is told to terminate ends with 143
 * whatever its main thread returns, unless it is halted.
 */
final class SignalExit {

    private static final long LONGEST_SECONDS = 40;

    private SignalExit() {}

    /**
     * Ends the process with the code, once it is known and the application has shut down. Ends it at once if it shuts
     * down already: a signal came before anything was begun.
     */
    static void endWith(CompletableFuture<Integer> exitCode) {
        endWith(exitCode, Runtime.getRuntime()::addShutdownHook, SignalExit::halt);
    }

    static void endWith(CompletableFuture<Integer> exitCode, Consumer<Thread> hooks, IntConsumer halt) {
        try {
            hooks.accept(new Thread(() -> end(exitCode, halt), "exit code"));
        } catch (IllegalStateException shutsDown) {
            System.err.println("aborted: stopped by a signal before anything was begun");
            halt.accept(Outcome.ABORTED.exitCode());
        }
    }

    private static void end(CompletableFuture<Integer> exitCode, IntConsumer halt) {
        int code = exitCode.completeOnTimeout(Outcome.ABORTED.exitCode(), LONGEST_SECONDS, TimeUnit.SECONDS)
                .join();
        Application application = ApplicationLifecycleManager.getCurrentApplication();
        if (application != null) {
            application.awaitShutdown();
        }
        halt.accept(code);
    }

    private static void halt(int code) {
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
