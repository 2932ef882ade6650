package dev.faultline.load.experiment;

import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What must be undone, last first. Noted before it is done, so that there is no moment in which something is done and
 * not noted; undoing what was not done is harmless. Confined to the thread of the experiment.
 */
final class Rollback {

    private static final Logger LOG = Logger.getLogger(Rollback.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private static final String CALMED = ", but for what injects: the kill switch was pressed";

    private final Map<String, Undo> undos = new LinkedHashMap<>();
    private final List<Undone> undone = new ArrayList<>();
    private final Pause pause;
    private final DoubleSupplier seconds;
    private Patience patience = Patience.brief();
    private volatile boolean killed;
    private CompletableFuture<?> hurry = new CompletableFuture<>();

    /** @param seconds the time as results tell it */
    Rollback(Pause pause, DoubleSupplier seconds) {
        this.pause = pause;
        this.seconds = seconds;
    }

    /**
     * Takes over what another process had noted.
     *
     * @param hurry as soon as that has happened nothing is tried again
     */
    void inherit(Map<String, Undo> noted, Patience wanted, CompletableFuture<?> hurry) {
        undos.putAll(noted);
        patience = wanted;
        this.hurry = hurry;
    }

    /**
     * Notes how to undo what is about to be done; of several with one key the first counts.
     *
     * @throws ControlFailed if it can't be written down
     */
    void note(String key, Undo undo, Journal journal) {
        if (!undos.containsKey(key)) {
            journal.doing(key, undo);
            undos.put(key, undo);
        }
    }

    /** From now on nothing that injects is brought back, and what has just been is taken away again. Threadsafe. */
    void kill() {
        killed = true;
    }

    /** Undoes everything that is noted; one that fails, however it does, keeps no other from being undone. */
    void undoAll(Actuators actuators, @Nullable Journal journal) {
        List<Map.Entry<String, Undo>> lastFirst = new ArrayList<>(undos.entrySet());
        Collections.reverse(lastFirst);
        for (Map.Entry<String, Undo> noted : lastFirst) {
            Undo undo = noted.getValue();
            double from = seconds.getAsDouble();
            String failure = undo.possible() ? settle(undo, actuators) : null;
            String what = killed && undo.mayInject() ? undo.what() + CALMED : undo.what();
            undone.add(new Undone(what, undo.possible(), failure, from, seconds.getAsDouble()));
            if (failure == null) {
                undos.remove(noted.getKey());
                if (journal != null) {
                    journal.undone(noted.getKey());
                }
            }
        }
    }

    /** Returns whether nothing that was noted is left to be undone. */
    boolean isComplete() {
        return undos.isEmpty();
    }

    /** Returns whether anything that was noted is not left to be undone. */
    boolean hasUndoneAny() {
        return undone.stream().anyMatch(undo -> undo.failure() == null);
    }

    /** Returns what became of what was to be undone, in that order. */
    List<Undone> undone() {
        return List.copyOf(undone);
    }

    /** Returns a clause for each thing that could not be undone. */
    List<String> residue() {
        return undone.stream()
                .filter(undo -> undo.failure() != null)
                .map(undo -> "could not undo (" + undo.what() + "): " + undo.failure())
                .toList();
    }

    /** Returns what there is no way back from. */
    List<String> lasting() {
        return undone.stream()
                .filter(undo -> !undo.possible())
                .map(Undone::what)
                .toList();
    }

    /** Who presses the kill switch while something is brought back finds it gone before, and so it goes once more. */
    private @Nullable String settle(Undo undo, Actuators actuators) {
        boolean calm = killed && undo.mayInject();
        String failure = attempt(undo, calm ? () -> undo.runCalmly(actuators) : () -> undo.run(actuators));
        return !calm && killed && undo.mayInject() ? attempt(undo, () -> undo.runCalmly(actuators)) : failure;
    }

    /** Returns why it could not be undone, however often it was tried; null if it is. */
    private @Nullable String attempt(Undo undo, Runnable doing) {
        Throwable failure = failure(doing);
        for (int tries = 1; failure != null; tries++) {
            boolean again = isWorthTryingAgain(failure) && patience.lasts(undo.where(), tries) && !hurry.isDone();
            if (!again || failure(() -> pause.atMost(BETWEEN_TRIES, hurry)) != null) {
                return told(undo, failure);
            }
            failure = failure(doing);
        }
        return null;
    }

    /** Returns what it ends in, be it a bug; null if it comes to its end. */
    private static @Nullable Throwable failure(Runnable task) {
        CompletableFuture<Void> done = CompletableFuture.runAsync(task, Runnable::run);
        return done.isCompletedExceptionally()
                ? done.handle((nothing, thrown) -> thrown).join().getCause()
                : null;
    }

    private static boolean isWorthTryingAgain(Throwable failure) {
        return failure instanceof ControlFailed failed && !failed.refused();
    }

    private static String told(Undo undo, Throwable failure) {
        if (failure instanceof ControlFailed || failure instanceof InvalidValue) {
            return String.valueOf(failure.getMessage());
        }
        LOG.errorf(failure, "undoing (%s) broke", undo.what());
        return failure.toString();
    }
}
