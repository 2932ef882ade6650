package dev.faultline.experiment.run;

import dev.faultline.experiment.journal.Journals;
import dev.faultline.experiment.journal.RetryPolicy;
import dev.faultline.experiment.journal.Time;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.Condition;
import dev.faultline.experiment.verdict.Archive;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.experiment.verdict.State;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The experiments of this process: so many at a time, the last ones kept. Threadsafe. */
public final class Experiments {

    private static final Logger LOG = Logger.getLogger(Experiments.class);
    private static final int KEPT = 20;

    /** Each has an event loop of its own. */
    private static final int MOST_AT_ONCE = 10;

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final LoadSlots slots;
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
    private final Set<Run> running = ConcurrentHashMap.newKeySet();

    private List<Entry> recovering = List.of();
    private boolean stopped;

    /** An experiment and, once it is over, its result. */
    public record Entry(Run run, CompletableFuture<ExperimentResult> result) {}

    /**
     * @param actuators what the experiments act on; each has its load instead of that one
     * @param atOnce how many may be under way at a time, from 1 to {@value #MOST_AT_ONCE}
     * @param archive is given each result, on a thread of the experiment, before {@link Entry#result()} completes
     */
    public Experiments(
            LoadSlots slots, Actuators actuators, Journals journals, int atOnce, Archive archive, Time time) {
        Require.between("faultline.experiments.at-once", atOnce, 1, MOST_AT_ONCE);
        this.slots = slots;
        this.actuators = actuators;
        this.journals = journals;
        this.atOnce = atOnce;
        this.archive = archive;
        this.time = time;
    }

    /**
     * Starts the experiment, unless as many as may be are under way, one is still being recovered, or all are to end.
     *
     * @return empty if it is so
     * @throws dev.faultline.platform.wire.InvalidValue if it can't be done here
     */
    public Optional<Entry> start(Experiment experiment) {
        // Before the lock, since a source may take its time.
        return hasPlaceNow() ? begin(experiment.learned(actuators.learning())) : Optional.empty();
    }

    private synchronized boolean hasPlaceNow() {
        return hasPlace();
    }

    private synchronized Optional<Entry> begin(Experiment experiment) {
        if (!hasPlace()) {
            return Optional.empty();
        }
        Instant now = time.clock().instant();
        while (entries.containsKey(ID.format(now))) {
            now = now.plusMillis(1);
        }
        LoadSlots.Slot slot = underWay().isEmpty() ? slots.main() : slots.open();
        ExperimentRun run = new ExperimentRun(ID.format(now), experiment, context(slot));
        try {
            run.check();
        } catch (InvalidValue e) {
            slot.close();
            throw e;
        }
        return Optional.of(begin(run, slot, CompletableFuture.completedFuture(true)));
    }

    /**
     * Checks the experiment as {@link #start} does, but begins nothing, whatever is under way. Takes seconds where what it
     * acts on does not answer.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if it can't be done here
     */
    public void check(Experiment experiment) {
        PreflightCheck.check(experiment.learned(actuators.learning()), actuators, time.nanoTime());
    }

    /**
     * Undoes what processes that are no more have left, one after the other and the newest first: it may have begun on
     * top of an older one. Until that is done no other experiment may begin. What does not obey is waited for once, and not
     * by each of them.
     *
     * <p>An experiment that was over keeps its report, to which an {@link LateRollback} is appended; once that is done this
     * process knows it no more, and the report is all there is to be told.
     *
     * @return those experiments
     */
    public synchronized List<Entry> recover() {
        if (stopped) {
            return List.of();
        }
        List<Journals.Unfinished> left = new ArrayList<>(journals.unfinished());
        Collections.reverse(left);
        RetryPolicy patience = RetryPolicy.lasting(time.nanoTime());
        List<Entry> recovered = new ArrayList<>();
        // One that was begun before this was asked for is the newest of all.
        CompletableFuture<?> before = over(underWay());
        for (Journals.Unfinished found : left) {
            // A report is written before the journal says that it is over.
            Journals.Unfinished unfinished = archive.holds(found.id()) ? found.over() : found;
            if (unfinished.isOver() && unfinished.undos().isEmpty()) {
                unfinished.journal().finish();
                unfinished.journal().close();
                continue;
            }
            String how = unfinished.isOver()
                    ? "could not be undone"
                    : "was left in the middle (" + unfinished.state().wire() + ")";
            LOG.warnf("experiment %s %s: undoing it", unfinished.id(), how);
            LoadSlots.Slot slot = slots.main();
            Entry entry = begin(new Recovery(unfinished, patience, context(slot)), slot, before);
            before = over(List.of(entry));
            recovered.add(entry);
        }
        recovering = List.copyOf(recovered);
        return recovered;
    }

    private RunContext context(LoadSlots.Slot slot) {
        return new RunContext(slot, slots, actuators.with(slot.traffic()), journals, time, threads);
    }

    private Entry begin(Run run, LoadSlots.Slot slot, CompletableFuture<?> after) {
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
                                slot.close();
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

    private void keep(Run run, ExperimentResult result) {
        if (!run.isLate()) {
            archive.write(result);
        } else if (!archive.amend(run.id(), LateRollback.of(result))) {
            archive.write(LateRollback.alone(result));
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
    private synchronized void forgetLate(Run run) {
        if (run.isLate() && archive.holds(run.id())) {
            entries.remove(run.id());
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

    /**
     * Returns the experiments under way that something belongs to: each rests on the split and on the faults, and the first
     * of several on the load of the service, the others having loads of their own. Never waits.
     *
     * @param key one of those in {@link Condition}
     */
    public List<Run> steering(String key) {
        return running.stream()
                .filter(run -> !key.equals(Condition.LOAD) || run.isOnTheMainLoad())
                .sorted(Comparator.comparing(Run::id))
                .toList();
    }

    /** Tells these that somebody is about to change something that they rest on: that ends them, and stays. */
    public static void announce(List<Run> some, String key, String how) {
        some.forEach(run -> run.announce(key, how));
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
        endAll(run -> run.abort(reason), atMost);
    }

    /** As {@link #abortAll}, but what does not obey at once is left to another process, which goes on with it. */
    public void abandonAll(String reason, Duration atMost) {
        endAll(run -> run.abandon(reason), atMost);
    }

    private void endAll(Consumer<Run> how, Duration atMost) {
        List<Entry> ended = stop();
        ended.forEach(entry -> how.accept(entry.run()));
        over(ended)
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
     * @throws ControlFailed if that can't be written down of one; of the others it is
     */
    public void writeKilled() {
        Stream<Runnable> each = all().stream().map(entry -> entry.run()::writeKilled);
        Journals.doAll(Stream.concat(each, Stream.of(journals::killAll)).toList());
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
