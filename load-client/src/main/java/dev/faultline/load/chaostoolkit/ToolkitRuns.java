package dev.faultline.load.chaostoolkit;

import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Time;
import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The runs of this process, the last ones kept. Threadsafe. */
public final class ToolkitRuns {

    private static final Logger LOG = Logger.getLogger(ToolkitRuns.class);
    private static final int KEPT = 10;

    /** No experiment of ours is called so. */
    static final String PREFIX = "chaostoolkit-";

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Exchange http;
    private final Path directory;
    private final ToolkitReader reader;
    private final Supplier<Optional<Runnable>> places;
    private final Archive archive;
    private final Time time;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread created = new Thread(task, "chaostoolkit");
        // The shutdown waits for the rollbacks by itself; this thread must not keep a stopped process alive.
        created.setDaemon(true);
        return created;
    });
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Beside the entries, whose lock is held while an experiment is looked through. */
    private final Set<ToolkitRun> running = ConcurrentHashMap.newKeySet();

    /** A run and, once it is over, its result. */
    public record Entry(ToolkitRun run, CompletableFuture<ToolkitResult> result) {

        /** Returns the result, if it is over. */
        public Optional<ToolkitResult> over() {
            return result.isDone() ? Optional.of(result.join()) : Optional.empty();
        }
    }

    /** Keeps what was found, for longer than this process lives. What the disk refuses is logged. Threadsafe. */
    public interface Archive {

        /** Keeps the journal of a run, or appends to it if the run is {@link ToolkitResult#late() late}. */
        void write(ToolkitResult result);

        /** Returns whether there is a journal of that run. */
        boolean holds(String id);
    }

    /**
     * Runs of this process.
     *
     * @param directory where it is kept what there is to roll back
     * @param places gives a place among the experiments that may be under way, and what gives it back; empty if there is
     *     none left
     * @param archive is given each result, on a thread of the run, before {@link Entry#result()} completes
     */
    public ToolkitRuns(
            Exchange http, Path directory, ToolkitReader reader, Supplier<Optional<Runnable>> places, Archive archive) {
        this.http = http;
        this.directory = directory;
        this.reader = reader;
        this.places = places;
        this.archive = archive;
        this.time = Time.REAL;
    }

    /**
     * Starts a run, unless as many experiments as may be are under way.
     *
     * @return nothing if they are
     * @throws InvalidValue if it calls what this process may not call
     */
    public synchronized Optional<Entry> start(ToolkitExperiment experiment) {
        experiment.check(http);
        Optional<Runnable> place = places.get();
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Instant now = time.clock().instant();
        while (entries.containsKey(PREFIX + ID.format(now))) {
            now = now.plusMillis(1);
        }
        String id = PREFIX + ID.format(now);
        RollbackFile file = new RollbackFile(directory.resolve(id + RollbackFile.SUFFIX), experiment.document());
        return Optional.of(begin(new ToolkitRun(id, experiment, http, time, file), file, place.get()));
    }

    /** Makes the rollbacks that processes that are no more have left, and waits for them, at most so long. */
    public void recover(Duration atMost) {
        await(recover(), atMost);
    }

    /** Begins to make the rollbacks that processes that are no more have left; returns those runs. */
    synchronized List<Entry> recover() {
        List<Entry> recovered = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return recovered;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().endsWith(RollbackFile.SUFFIX))
                    .sorted()
                    .map(this::recover)
                    .forEach(entry -> entry.ifPresent(recovered::add));
        } catch (IOException e) {
            LOG.errorf("what there is to roll back in %s can't be read: %s", directory, e);
        }
        return recovered;
    }

    private Optional<Entry> recover(Path path) {
        String name = path.getFileName().toString();
        String id = name.substring(0, name.length() - RollbackFile.SUFFIX.length());
        @Nullable RollbackFile file = null;
        try {
            file = RollbackFile.open(path);
            if (file == null) {
                return Optional.empty();
            }
            byte[] document = file.document().toString().getBytes(StandardCharsets.UTF_8);
            ToolkitExperiment experiment = reader.read(document, Map.of(), System::getenv);
            // The journal is written before the file says that the run is over.
            boolean over = file.left() != null || archive.holds(id);
            LOG.warnf("the run %s was %s: rolling it back", id, over ? "not rolled back" : "left in the middle");
            ToolkitRun run = new ToolkitRun(id, experiment, http, time, file);
            run = over ? run.late(file.left()) : run.leftBehind();
            return Optional.of(begin(run, file, places.get().orElse(() -> {})));
        } catch (IOException | InvalidValue e) {
            // It stays: with a secret or a disk that is there again, the next start can.
            LOG.errorf("%s can't be rolled back: %s", path, e.getMessage());
            if (file != null) {
                file.close();
            }
            return Optional.empty();
        }
    }

    private Entry begin(ToolkitRun run, RollbackFile file, Runnable giveBack) {
        running.add(run);
        CompletableFuture<ToolkitResult> result = CompletableFuture.supplyAsync(run::conduct, threads)
                .exceptionally(failure -> {
                    LOG.error("the run " + run.id() + " broke", failure);
                    return run.broken(failure.getCause() == null ? failure : failure.getCause());
                })
                // Never on the caller's thread, which is still to enter what this may remove.
                .thenApplyAsync(
                        done -> {
                            try {
                                archive.write(done);
                                return done;
                            } finally {
                                running.remove(run);
                                run.end();
                                file.close();
                                forget(run);
                                giveBack.run();
                            }
                        },
                        threads);
        Entry entry = new Entry(run, result);
        entries.put(run.id(), entry);
        while (entries.size() > KEPT) {
            Entry unused = entries.remove(entries.keySet().iterator().next());
        }
        return entry;
    }

    /** Of a run that was over before the journal is all there is to be told. */
    private synchronized void forget(ToolkitRun run) {
        if (run.isLate()) {
            Entry unused = entries.remove(run.id());
        }
    }

    /** Returns how many of them are at that place in their life. Never waits. */
    public long count(State state) {
        return running.stream().filter(run -> run.state() == state).count();
    }

    /** Returns the run of that name. */
    public synchronized Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** Returns the runs that are kept, oldest first. */
    public synchronized List<Entry> all() {
        return List.copyOf(entries.values());
    }

    /** Aborts what is under way and returns it; waits for none of it. */
    public List<Entry> abortUnderWay(String reason) {
        List<Entry> underWay =
                all().stream().filter(entry -> !entry.result().isDone()).toList();
        underWay.forEach(entry -> entry.run().abort(reason));
        return underWay;
    }

    /** Aborts what is under way and waits until it is rolled back, at most so long. */
    public void abortAll(String reason, Duration atMost) {
        await(abortUnderWay(reason), atMost);
    }

    private static void await(List<Entry> entries, Duration atMost) {
        CompletableFuture<?>[] results = entries.stream()
                .map(entry -> entry.result().handle((result, failure) -> true))
                .toArray(CompletableFuture[]::new);
        Void unused = CompletableFuture.allOf(results)
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
