package dev.faultline.platform.launch;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Starts a Quarkus service. What keeps it from starting is said on standard error: in one sentence if whoever starts it
 * can do something about it. Quarkus does so too, but prints a stack trace for a taken port under the native transport,
 * and for a setting that one of our own parts refuses.
 *
 * <p>With the system property {@code dev.faultline.end-after-input=PT0S} the process ends when its standard input does, or that
 * much later. So ends a child of {@code ./demo} or of a test, whatever becomes of its parent: the other end of the pipe goes
 * with that.
 */
public final class Launch {

    /** What a service may take to finish once its input has ended; it is for nobody any more. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private Launch() {}

    /**
     * Runs until the application ends or is told to stop, then ends the process.
     *
     * @param application what to run; null for a service that only serves
     */
    public static void run(@Nullable Class<? extends QuarkusApplication> application, String... args) {
        run(application, 1, args);
    }

    /**
     * As {@link #run(Class, String...)}, for a command with exit codes of its own.
     *
     * @param badStart the exit code if it does not start, and whoever starts it can do something about it
     */
    public static void run(@Nullable Class<? extends QuarkusApplication> application, int badStart, String... args) {
        String delay = System.getProperty(Demo.END_AFTER_INPUT);
        if (delay != null) {
            Demo.onEndOfInput(() -> end(Duration.parse(delay)));
        }
        Quarkus.run(application, (code, failure) -> end(code, failure, badStart), args);
    }

    private static void end(Duration delay) {
        try {
            if (makesArchive()) {
                // Nobody waits for it, and to write it takes longer than all else. Java can't end itself without.
                String pid = Long.toString(ProcessHandle.current().pid());
                new ProcessBuilder("sh", "-c", "kill -KILL \"$1\"", "sh", pid)
                        .start()
                        .waitFor();
            }
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
            // Does not return, and may never be done.
            Thread exit = new Thread(() -> System.exit(1), "exit");
            exit.start();
            exit.join(GRACE.toMillis());
        } catch (IOException e) {
            System.err.println("can't end at once: " + e);
        } catch (InterruptedException atOnce) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static boolean makesArchive() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument ->
                        argument.startsWith("-XX:ArchiveClassesAtExit") || argument.startsWith("-XX:AOTCacheOutput"));
    }

    private static void end(int code, @Nullable Throwable failure, int badStart) {
        int ended = code;
        if (failure != null) {
            Optional<String> sentence = StartFailure.sentence(failure, ConfigProvider.getConfig());
            System.err.println(sentence.orElseGet(() -> StartFailure.trace(failure)));
            ended = sentence.isPresent() ? badStart : code;
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(ended, failure);
    }
}
