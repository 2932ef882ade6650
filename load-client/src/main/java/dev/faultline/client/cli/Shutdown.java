package dev.faultline.client.cli;

import dev.faultline.experiment.verdict.Verdict;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Tells the command of this process that it is to end, and lets it finish what it does. Threadsafe. */
@Singleton
public final class Shutdown {

    private final CompletableFuture<Boolean> raised = new CompletableFuture<>();
    private volatile CompletableFuture<?> finished = CompletableFuture.completedFuture(true);

    /** Asks the command to end, and returns when it has, or after that time. */
    public void raise(Duration atMost) {
        raised.complete(true);
        finished.handle((result, failure) -> true)
                .completeOnTimeout(true, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Lets who asks for the end wait for this. */
    void finishing(CompletableFuture<?> work) {
        finished = work;
    }

    /** Returns whether the command is to end. */
    boolean isRaised() {
        return raised.isDone();
    }

    /** Lets that time pass, or less as soon as the command is to end. */
    void pause(Duration atMost) throws InterruptedException {
        try {
            raised.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // That was the pause.
            return;
        } catch (ExecutionException e) {
            throw new AssertionError("being told to end does not fail", e);
        }
    }

    /**
     * Gives a command that is stopped by a signal the exit code of its own. A JVM that is told to terminate ends with 143
     * whatever its main thread returns, unless it is halted.
     */
    static final class ExitCode {

        private static final long LONGEST_SECONDS = 40;

        private ExitCode() {}

        /**
         * Ends the process with the code, once it is known and the application has shut down. Ends it at once if it shuts
         * down already: a signal came before anything was begun.
         */
        static void endWith(CompletableFuture<Integer> exitCode) {
            endWith(exitCode, Runtime.getRuntime()::addShutdownHook, ExitCode::halt);
        }

        static void endWith(CompletableFuture<Integer> exitCode, Consumer<Thread> hooks, IntConsumer halt) {
            try {
                hooks.accept(new Thread(() -> end(exitCode, halt), "exit code"));
            } catch (IllegalStateException shutsDown) {
                System.err.println("aborted: stopped by a signal before anything was begun");
                halt.accept(Verdict.Outcome.ABORTED.exitCode());
            }
        }

        private static void end(CompletableFuture<Integer> exitCode, IntConsumer halt) {
            int code = exitCode.completeOnTimeout(Verdict.Outcome.ABORTED.exitCode(), LONGEST_SECONDS, TimeUnit.SECONDS)
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
}
