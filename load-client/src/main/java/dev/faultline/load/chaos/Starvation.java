package dev.faultline.load.chaos;

import dev.faultline.load.experiment.ControlFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Stops a process and lets it go on, ten times a second. It ends with a process that goes on. Confined to one thread, that
 * of the executor.
 */
final class Starvation {

    private static final Logger LOG = Logger.getLogger(Starvation.class);
    private static final int PERIOD_MILLIS = 100;

    private final Starve starve;
    private final LocalPods pods;
    private final ScheduledExecutorService executor;
    private long periodsLeft;
    private boolean ended;

    Starvation(Starve starve, LocalPods pods, ScheduledExecutorService executor) {
        this.starve = starve;
        this.pods = pods;
        this.executor = executor;
        this.periodsLeft = starve.duration().dividedBy(Duration.ofMillis(PERIOD_MILLIS));
    }

    /** Begins; later failures are logged, since nobody waits for them. */
    void begin() {
        stand();
    }

    /** Ends, with a process that goes on. */
    void end() {
        ended = true;
        signal("-CONT");
    }

    private void stand() {
        if (ended || periodsLeft-- <= 0) {
            ended = true;
            return;
        }
        signal("-STOP");
        later(this::go, PERIOD_MILLIS * starve.percent() / 100);
    }

    private void go() {
        signal("-CONT");
        later(this::stand, PERIOD_MILLIS - PERIOD_MILLIS * starve.percent() / 100);
    }

    private void later(Runnable next, int millis) {
        Runnable logged = () -> {
            try {
                next.run();
            } catch (ControlFailed e) {
                LOG.warn("the CPU of " + starve.service() + " is its own again", e);
                ended = true;
            }
        };
        ScheduledFuture<?> unused = executor.schedule(logged, millis, TimeUnit.MILLISECONDS);
    }

    private void signal(String name) {
        pods.running(starve.service()).ifPresent(process -> signal(name, process.pid()));
    }

    private static void signal(String name, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // One that has ended meanwhile can't be told anything; that is no failure.
            boolean unused = kill.waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new ControlFailed("can't signal process " + pid + ": " + e, true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed("interrupted while signalling process " + pid, false, e);
        }
    }
}
