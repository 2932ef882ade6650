package dev.faultline.experiment.journal;

import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.Undo;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Undoes what an experiment did, last first. Each undo is noted before its step acts, so that nothing is ever done without
 * it; undoing what was not done is harmless. Confined to the thread of the experiment, but for {@link #kill}
 * and {@link #hasten}.
 */
public final class Rollback {

    private static final Logger LOG = Logger.getLogger(Rollback.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private static final String SAFELY = ", but for what injects: the kill switch was pressed";

    private final Map<String, Undo> undos = new LinkedHashMap<>();
    private final List<Undone> undone = new ArrayList<>();
    private final Time.Pause pause;
    private final DoubleSupplier seconds;
    private RetryPolicy patience = RetryPolicy.brief();
    private volatile boolean killed;
    private volatile boolean hasty;
    private CompletableFuture<?> hurry = new CompletableFuture<>();

    /** @param seconds the time as results tell it */
    public Rollback(Time.Pause pause, DoubleSupplier seconds) {
        this.pause = pause;
        this.seconds = seconds;
    }

    /**
     * Takes over what an earlier process noted.
     *
     * @param hurry once it has completed nothing is retried
     */
    public void inherit(Map<String, Undo> noted, RetryPolicy wanted, CompletableFuture<?> hurry) {
        undos.putAll(noted);
        patience = wanted;
        this.hurry = hurry;
    }

    /**
     * Notes how to undo what is about to be done; of several with one key the first counts.
     *
     * @throws ControlFailed if it can't be written down
     */
    public void note(String key, Undo undo, Journal journal) {
        if (!undos.containsKey(key)) {
            journal.doing(key, undo);
            undos.put(key, undo);
        }
    }

    /** From now on nothing that injects is brought back, and what has just been is taken away again. Threadsafe. */
    public void kill() {
        killed = true;
    }

    /**
     * From now on each undo is tried once, and those come last that may hang on an API server: another process goes on with
     * what is left. Threadsafe.
     */
    public void hasten() {
        hasty = true;
    }

    /** Returns whether nothing that injects is brought back. Threadsafe. */
    public boolean isKilled() {
        return killed;
    }

    /**
     * Leaves one thing as it is, since another hand wants it so; has no effect if nothing was noted under that key.
     *
     * @param why what the other hand did
     */
    public void leave(String key, String why, Actuators actuators, @Nullable Journal journal) {
        Undo undo = undos.remove(key);
        if (undo == null) {
            return;
        }
        double from = seconds.getAsDouble();
        String failure = attempt(undo, () -> undo.leave(actuators));
        if (failure != null) {
            // What holds it runs out by itself.
            LOG.warnf("leaving (%s) to another hand: %s", undo.what(), failure);
        }
        undone.add(new Undone(undo.what(), true, null, why, from, seconds.getAsDouble()));
        if (journal != null) {
            journal.undone(key);
        }
    }

    /**
     * Undoes everything that is noted. Whatever one of them throws or leaves the thread in, the others are undone all the
     * same.
     */
    public void undoAll(Actuators actuators, @Nullable Journal journal) {
        boolean interrupted = false;
        List<Map.Entry<String, Undo>> lastFirst = new ArrayList<>(undos.entrySet());
        Collections.reverse(lastFirst);
        if (hasty) {
            lastFirst.sort(Comparator.comparing(noted -> noted.getValue().mayNeedCluster()));
        }
        for (Map.Entry<String, Undo> noted : lastFirst) {
            Undo undo = noted.getValue();
            // Whoever finds himself interrupted gives up, and a file closes.
            interrupted |= Thread.interrupted();
            double from = seconds.getAsDouble();
            String failure = undo.possible() ? undo(undo, actuators) : null;
            String what = killed && undo.mayInject() ? undo.what() + SAFELY : undo.what();
            undone.add(new Undone(what, undo.possible(), failure, null, from, seconds.getAsDouble()));
            if (failure == null) {
                undos.remove(noted.getKey());
                if (journal != null) {
                    journal.undone(noted.getKey());
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether everything that was noted is undone. */
    public boolean isComplete() {
        return undos.isEmpty();
    }

    /** Returns whether anything that was noted is undone. */
    public boolean hasUndoneAny() {
        return undone.stream().anyMatch(undo -> undo.failure() == null && undo.left() == null);
    }

    /** Returns what became of each undo, in the order in which they were done. */
    public List<Undone> undone() {
        return List.copyOf(undone);
    }

    /** Returns a clause for each thing that could not be undone. */
    public List<String> residue() {
        return undone.stream()
                .filter(undo -> undo.failure() != null)
                .map(undo -> "could not undo (" + undo.what() + "): " + undo.failure())
                .toList();
    }

    /** Returns what there is no way back from. */
    public List<String> lasting() {
        return undone.stream()
                .filter(undo -> !undo.possible())
                .map(Undone::what)
                .toList();
    }

    /** If the kill switch is pressed while something that injects is brought back, it is taken away once more. */
    private @Nullable String undo(Undo undo, Actuators actuators) {
        boolean safely = killed && undo.mayInject();
        String failure = attempt(undo, safely ? () -> undo.undoSafely(actuators) : () -> undo.run(actuators));
        return !safely && killed && undo.mayInject() ? attempt(undo, () -> undo.undoSafely(actuators)) : failure;
    }

    /** Returns why it could not be undone in spite of retries; null if it was. */
    private @Nullable String attempt(Undo undo, Runnable doing) {
        Throwable failure = Guarded.failureOf(doing);
        for (int tries = 1; failure != null; tries++) {
            boolean again =
                    isWorthTryingAgain(failure) && patience.lasts(undo.where(), tries) && !hasty && !hurry.isDone();
            if (!again || Guarded.failureOf(() -> pause.atMost(BETWEEN_TRIES, hurry)) != null) {
                return told(undo.what(), failure);
            }
            failure = Guarded.failureOf(doing);
        }
        return null;
    }

    private static boolean isWorthTryingAgain(Throwable failure) {
        return failure instanceof ControlFailed failed && !failed.refused();
    }

    /** Returns what a verdict says of that; what is a bug is logged too. */
    public static String told(String what, Throwable failure) {
        if (failure instanceof ControlFailed || failure instanceof InvalidValue) {
            return String.valueOf(failure.getMessage());
        }
        LOG.errorf(failure, "undoing (%s) broke", what);
        return failure.toString();
    }
}
