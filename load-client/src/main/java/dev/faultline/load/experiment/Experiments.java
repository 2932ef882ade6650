package dev.faultline.load.experiment;

import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The experiments of this process: one at a time, the last ones kept. Threadsafe. */
public final class Experiments {

    private static final Logger LOG = Logger.getLogger(Experiments.class);
    private static final int KEPT = 20;
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Surroundings around;
    private final Consumer<ExperimentResult> whenDone;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "experiment");
        // The shutdown waits for the rollback by itself; this thread must not keep a stopped process alive.
        created.setDaemon(true);
        return created;
    });
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** An experiment and, once it is over, its result. */
    public record Entry(ExperimentRun run, CompletableFuture<ExperimentResult> result) {}

    /** @param whenDone is given each result, on the thread of the experiment, before {@link Entry#result()} completes */
    public Experiments(
            Traffic traffic,
            Seconds seconds,
            @Nullable EmbeddedSplit split,
            FaultControl faults,
            Consumer<ExperimentResult> whenDone) {
        this.around = new Surroundings(
                traffic, seconds, split, faults, InstantSource.system(), System::nanoTime, Pause::real);
        this.whenDone = whenDone;
    }

    /**
     * Starts the experiment, unless one is under way.
     *
     * @return nothing if one is
     * @throws dev.faultline.wire.InvalidValue if it can't be done here
     */
    public synchronized Optional<Entry> start(Experiment experiment) {
        if (entries.values().stream().anyMatch(entry -> !entry.result().isDone())) {
            return Optional.empty();
        }
        Instant now = around.clock().instant();
        ExperimentRun run = new ExperimentRun(ID.format(now), experiment, around);
        try {
            around.traffic().check(experiment.load());
        } catch (InvalidValue e) {
            throw e.within("load");
        }
        run.check();
        CompletableFuture<ExperimentResult> result = CompletableFuture.supplyAsync(run::conduct, thread)
                .exceptionally(failure -> {
                    LOG.error("experiment " + run.id() + " broke", failure);
                    return run.broken(failure.getCause() == null ? failure : failure.getCause());
                })
                .thenApply(done -> {
                    whenDone.accept(done);
                    return done;
                });
        Entry entry = new Entry(run, result);
        entries.put(run.id(), entry);
        while (entries.size() > KEPT) {
            entries.remove(entries.keySet().iterator().next());
        }
        return Optional.of(entry);
    }

    /** Returns the experiment of that name. */
    public synchronized Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** Returns the experiments that are kept, oldest first. */
    public synchronized List<Entry> all() {
        return new ArrayList<>(entries.values());
    }

    /** Aborts what is under way and waits until it is undone, at most so long. */
    public void abortAll(String reason, Duration atMost) {
        CompletableFuture<?>[] results = all().stream()
                .filter(entry -> !entry.result().isDone())
                .map(entry -> {
                    entry.run().abort(reason);
                    return entry.result().handle((result, failure) -> true);
                })
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(results)
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
