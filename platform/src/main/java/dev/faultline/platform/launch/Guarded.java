package dev.faultline.platform.launch;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs code whose bugs must not stop the code around it: a scheduler never repeats a task that has thrown, and a rollback
 * has more than one thing to undo. The only place that catches everything; everywhere else exceptions are caught by name.
 */
public final class Guarded {

    private Guarded() {}

    /**
     * Returns a task that logs whatever the given one throws, and never throws itself.
     *
     * @param what a clause for the log, such as {@code reading the split}; it is followed by "failed"
     */
    public static Runnable task(Logger log, String what, Runnable task) {
        return () -> {
            Throwable failure = failureOf(task);
            if (failure != null) {
                log.error(what + " failed", failure);
            }
        };
    }

    /** Runs the task and returns what it threw; null if it threw nothing. */
    public static @Nullable Throwable failureOf(Runnable task) {
        return Guarded.<@Nullable Throwable>call(
                () -> {
                    task.run();
                    return null;
                },
                failure -> failure);
    }

    /** Returns what the call returns, or whatever is made of what it threw, which may be to throw something better. */
    @SuppressWarnings("checkstyle:IllegalCatch")
    public static <T extends @Nullable Object> T call(Supplier<T> call, Function<Throwable, T> otherwise) {
        try {
            return call.get();
        } catch (Throwable failure) {
            return otherwise.apply(failure);
        }
    }

    /**
     * Starts a daemon thread that runs the task at once and again and again, until the process ends or the thread is shut
     * down.
     *
     * @param pause between the end of one run and the beginning of the next
     * @param task never throws, see {@link #task}
     */
    // The future of a task that never throws tells nothing, and the thread may live as long as the process.
    @SuppressWarnings("FutureReturnValueIgnored")
    public static ScheduledExecutorService repeat(String thread, Duration pause, Runnable task) {
        ScheduledExecutorService executor = daemon(thread);
        executor.scheduleWithFixedDelay(task, 0, pause.toNanos(), TimeUnit.NANOSECONDS);
        return executor;
    }

    /** Returns an executor of one thread of that name, which does not keep the process alive. */
    public static ScheduledExecutorService daemon(String thread) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, thread);
            created.setDaemon(true);
            return created;
        });
    }
}
