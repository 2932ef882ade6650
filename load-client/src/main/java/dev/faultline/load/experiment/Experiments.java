package dev.faultline.load.experiment;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
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
import org.jboss.logging.Logger;

/** The experiments of this process: so many at a time, the last ones kept. Threadsafe. */
public final class Experiments {

    private static final Logger LOG = Logger.getLogger(Experiments.class);
    private static final int KEPT = 20;

    /** Each has an event loop of its own. */
    private static final int MOST_AT_ONCE = 10;

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Lanes lanes;
    private final Actuators actuators;
    private final Journals journals;
    private final int atOnce;
    private final Archive archive;
    private final Time time;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread created = new Thread(task, "experiment");
        // The shutdown waits for the rollback by itself; this thread must not keep a stopped process alive.
        created.setDaemon(true);
        return created;
    });
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Beside the entries, whose lock is held for seconds while an experiment is looked through. */
    private final Set<ExperimentRun> running = ConcurrentHashMap.newKeySet();

    private List<Entry> recovering = List.of();
    private boolean stopped;

    /** An experiment and, once it is over, its result. */
    public record Entry(ExperimentRun run, CompletableFuture<ExperimentResult> result) {}

    /**
     * @param actuators what the experiments act on; each has its load instead of that one
     * @param atOnce how many may be under way at a time, from 1 to {@value #MOST_AT_ONCE}
     * @param archive is given each result, on a thread of the experiment, before {@link Entry#result()} completes
     */
    public Experiments(Lanes lanes, Actuators actuators, Journals journals, int atOnce, Archive archive, Time time) {
        Require.between("faultline.experiments.at-once", atOnce, 1, MOST_AT_ONCE);
        this.lanes = lanes;
        this.actuators = actuators;
        this.journals = journals;
        this.atOnce = atOnce;
        this.archive = archive;
        this.time = time;
    }

    /**
     * Starts the experiment, unless as many as may be are under way, one is still being recovered, or all are to end.
     *
     * @return nothing if it is so
     * @throws dev.faultline.wire.InvalidValue if it can't be done here
     */
    public synchronized Optional<Entry> start(Experiment experiment) {
        if (!hasPlace()) {
            return Optional.empty();
        }
        Instant now = time.clock().instant();
        while (entries.containsKey(ID.format(now))) {
            now = now.plusMillis(1);
        }
        Lane lane = underWay().isEmpty() ? lanes.main() : lanes.open();
        ExperimentRun run = new ExperimentRun(ID.format(now), experiment, around(lane));
        try {
            run.check();
        } catch (InvalidValue e) {
            lane.close();
            throw e;
        }
        return Optional.of(begin(run, lane, CompletableFuture.completedFuture(true)));
    }

    /**
     * Undoes what processes that are no more have left, one after the other and the newest first: it may have begun on
     * top of an older one. Until that is done no other experiment may begin. What does not obey is waited for once, and not
     * by each of them.
     *
     * <p>An experiment that was over keeps its report, to which an {@link Amendment} is appended; once that is done this
     * process knows it no more, and the report is all there is to be told.
     *
     * @return those experiments
     */
    public synchronized List<Entry> recover() {
        if (stopped) {
            return List.of();
        }
        List<Unfinished> left = new ArrayList<>(journals.unfinished());
        Collections.reverse(left);
        Patience patience = Patience.lasting(time.nanoTime());
        List<Entry> recovered = new ArrayList<>();
        // One that was begun before this was asked for is the newest of all.
        CompletableFuture<?> before = over(underWay());
        for (Unfinished found : left) {
            // A report is written before the journal says that it is over.
            Unfinished unfinished = archive.holds(found.id()) ? found.over() : found;
            if (unfinished.isOver() && unfinished.undos().isEmpty()) {
                unfinished.journal().finish();
                unfinished.journal().close();
                continue;
            }
            String how = unfinished.isOver()
                    ? "could not be undone"
                    : "was left in the middle (" + unfinished.state().wire() + ")";
            LOG.warnf("experiment %s %s: undoing it", unfinished.id(), how);
            Lane lane = lanes.main();
            Entry entry = begin(new ExperimentRun(unfinished, patience, around(lane)), lane, before);
            before = over(List.of(entry));
            recovered.add(entry);
        }
        recovering = List.copyOf(recovered);
        return recovered;
    }

    private Surroundings around(Lane lane) {
        return new Surroundings(lane, lanes, actuators.with(lane.traffic()), journals, time);
    }

    private Entry begin(ExperimentRun run, Lane lane, CompletableFuture<?> after) {
        running.add(run);
        CompletableFuture<ExperimentResult> result = after.thenApplyAsync(done -> run.conduct(), threads)
                .exceptionally(failure -> {
                    LOG.error("experiment " + run.id() + " broke", failure);
                    return run.broken(failure.getCause() == null ? failure : failure.getCause());
                })
                // Never on the caller's thread, which is still to enter what this may remove.
                .thenApplyAsync(
                        done -> {
                            try {
                                lane.close();
                                keep(run, done);
                                return done;
                            } finally {
                                running.remove(run);
                                run.end();
                                forgetLate(run);
                            }
                        },
                        threads);
        Entry entry = new Entry(run, result);
        entries.put(run.id(), entry);
        forgetOldest();
        return entry;
    }

    private void keep(ExperimentRun run, ExperimentResult result) {
        if (!run.isLate()) {
            archive.write(result);
        } else if (!archive.amend(run.id(), Amendment.of(result))) {
            archive.write(Amendment.alone(result));
        }
    }

    /** The oldest of those that are over; who is under way must be found, counted and aborted. */
    private void forgetOldest() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > KEPT && oldest.hasNext()) {
            if (oldest.next().result().isDone()) {
                oldest.remove();
            }
        }
    }

    /** Of one that was over before, the report is all there is to be told; not before nothing is left to wait for. */
    private synchronized void forgetLate(ExperimentRun run) {
        if (run.isLate() && archive.holds(run.id())) {
            Entry unused = entries.remove(run.id());
        }
    }

    private boolean hasPlace() {
        return !stopped
                && underWay().size() < atOnce
                && recovering.stream().allMatch(entry -> entry.result().isDone());
    }

    private List<Entry> underWay() {
        return entries.values().stream()
                .filter(entry -> !entry.result().isDone())
                .toList();
    }

    /** Returns how many of them are at that place in their life. Never waits. */
    public long count(State state) {
        return running.stream().filter(run -> run.state() == state).count();
    }

    /** Returns the experiment of that name. */
    public synchronized Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** Returns the experiments that are kept, oldest first. */
    public synchronized List<Entry> all() {
        return new ArrayList<>(entries.values());
    }

    /** Aborts what is under way and waits until it is undone, at most so long. Nothing begins any more. */
    public void abortAll(String reason, Duration atMost) {
        List<Entry> aborted = stop();
        aborted.forEach(entry -> entry.run().abort(reason));
        over(aborted)
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /**
     * Aborts what is under way, and nothing that injects is brought back by that, not even what was there before; waits for
     * none of it.
     *
     * @return those experiments
     */
    public synchronized List<Entry> kill(String reason) {
        List<Entry> some = underWay();
        some.forEach(entry -> entry.run().kill(reason));
        return some;
    }

    /**
     * Has the next process know of {@link #kill}, should this one end before all is undone; also of what is over and was
     * left to be undone by the next process.
     *
     * @throws ControlFailed if that can't be written down
     */
    public void writeKilled() {
        all().forEach(entry -> entry.run().writeKilled());
        journals.killAll();
    }

    private synchronized List<Entry> stop() {
        stopped = true;
        return underWay();
    }

    /** Completes when all of them are over, however that is. */
    private static CompletableFuture<Void> over(List<Entry> some) {
        return CompletableFuture.allOf(some.stream()
                .map(entry -> entry.result().handle((result, failure) -> true))
                .toArray(CompletableFuture[]::new));
    }
}
