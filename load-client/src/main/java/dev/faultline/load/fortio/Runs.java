package dev.faultline.load.fortio;

import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.plan.LoadPlan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs of this process: one at a time, the last results kept. A run ends with its plan: by its time, when it is
 * stopped here or with the load, or when another load takes over. Threadsafe; not for event loops.
 */
public final class Runs {

    private static final int KEPT = 20;

    private final Traffic traffic;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor worker;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private @Nullable Run running;
    private long lastId;

    /**
     * @param clock wall time, for people
     * @param nanoTime monotonic time, for durations
     * @param worker makes the results
     */
    public Runs(Traffic traffic, InstantSource clock, LongSupplier nanoTime, Executor worker) {
        this.traffic = traffic;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.worker = worker;
    }

    /**
     * Starts the run; returns the one under way if it is the same.
     *
     * @throws Busy if another load or experiment is under way
     * @throws dev.faultline.wire.InvalidValue if it goes beyond what this process may do
     */
    public synchronized Run start(RunRequest request) {
        look();
        if (running != null) {
            if (running.request().equals(request)) {
                return running;
            }
            throw new Busy("run " + running.id() + " is under way; stop it or wait");
        }
        if (traffic.plan() != null) {
            throw new Busy("another load is under way; DELETE /api/load, or wait for the end of the experiment");
        }
        traffic.check(request.plan());
        lastId++;
        Traffic.Recording recording = traffic.record();
        traffic.start(request.plan()).join();
        Run run = new Run(lastId, request, clock.instant(), nanoTime.getAsLong(), recording);
        running = run;
        runs.put(run.name(), run);
        while (runs.size() > KEPT) {
            runs.remove(runs.keySet().iterator().next());
        }
        return run;
    }

    /** Notices the end of the run under way; to be called several times a second. */
    public synchronized void look() {
        Run run = running;
        if (run == null || run.request().plan().equals(traffic.plan())) {
            return;
        }
        running = null;
        run.end();
        Duration elapsed = Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - run.startNanos()));
        LoadPlan plan = run.request().plan();
        // It is noticed a moment later.
        Duration took = plan.duration() != null && plan.duration().compareTo(elapsed) < 0 ? plan.duration() : elapsed;
        CompletableFuture<?> unused = run.recording()
                .stop()
                .thenApplyAsync(tally -> ResultJson.of(run, tally, took), worker)
                .whenComplete((json, failure) -> {
                    if (failure == null) {
                        run.result().complete(json);
                    } else {
                        run.result().completeExceptionally(failure);
                    }
                });
    }

    /**
     * Stops the run of that number, or whichever is under way.
     *
     * @param id 0 for any
     * @return nothing if it is not under way
     */
    public synchronized Optional<Run> stop(long id) {
        look();
        Run run = running;
        if (run == null || (id != 0 && run.id() != id)) {
            return Optional.empty();
        }
        traffic.stop().join();
        look();
        return Optional.of(run);
    }

    /** Returns those whose result is not there yet. */
    public synchronized List<Run> underWay() {
        look();
        return new ArrayList<>(
                runs.values().stream().filter(run -> !run.result().isDone()).toList());
    }

    /** Returns the run of that name, if it is kept. */
    public synchronized Optional<Run> find(String name) {
        return Optional.ofNullable(runs.get(name));
    }
}
