package dev.faultline.load.experiment;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What must be undone, last first. Noted before it is done, so that there is no moment in which something is done and
 * not noted; undoing what was not done is harmless. Confined to the thread of the experiment.
 */
final class Rollback {

    private static final int TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private record Undo(String what, Runnable act) {}

    private final Deque<Undo> undos = new ArrayDeque<>();
    private final Pause pause;

    Rollback(Pause pause) {
        this.pause = pause;
    }

    /** Notes how to undo what is about to be done. */
    void note(String what, Runnable act) {
        undos.push(new Undo(what, act));
    }

    /** Undoes everything that is noted; one that fails does not keep the others from being undone. */
    List<Undone> undoAll() {
        List<Undone> undone = new ArrayList<>();
        while (!undos.isEmpty()) {
            Undo undo = undos.pop();
            undone.add(new Undone(undo.what(), attempt(undo)));
        }
        return undone;
    }

    private @Nullable String attempt(Undo undo) {
        ControlFailed last = null;
        for (int i = 0; i < TRIES; i++) {
            if (last != null) {
                pause.atMost(BETWEEN_TRIES, new CompletableFuture<>());
            }
            try {
                undo.act().run();
                return null;
            } catch (ControlFailed e) {
                last = e;
                if (e.refused()) {
                    break;
                }
            }
        }
        return last == null ? null : last.getMessage();
    }
}
