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
import org.jspecify.annotations.Nullable;

/**
 * What must be undone, last first. Noted before it is done, so that there is no moment in which something is done and
 * not noted; undoing what was not done is harmless. Confined to the thread of the experiment.
 */
final class Rollback {

    /** Whoever waits for the verdict does not wait long. */
    static final int TRIES = 3;

    /** What a process that is gone has left is tried for longer: what it steers may still be starting. */
    static final int PATIENT_TRIES = 30;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Map<String, Undo> undos = new LinkedHashMap<>();
    private final Pause pause;
    private final DoubleSupplier seconds;
    private int tries = TRIES;

    /** @param seconds the time as results tell it */
    Rollback(Pause pause, DoubleSupplier seconds) {
        this.pause = pause;
        this.seconds = seconds;
    }

    /** Takes over what another process had noted. */
    void inherit(Map<String, Undo> noted) {
        undos.putAll(noted);
        tries = PATIENT_TRIES;
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

    /** Undoes everything that is noted; one that fails does not keep the others from being undone. */
    List<Undone> undoAll(Actuators actuators, @Nullable Journal journal) {
        List<Undone> undone = new ArrayList<>();
        List<String> keys = new ArrayList<>(undos.keySet());
        Collections.reverse(keys);
        for (String key : keys) {
            Undo undo = undos.remove(key);
            if (undo == null) {
                throw new AssertionError("a key has an undo");
            }
            double from = seconds.getAsDouble();
            String failure = undo.possible() ? attempt(undo, actuators) : null;
            if (failure == null && journal != null) {
                journal.undone(key);
            }
            undone.add(new Undone(undo.what(), undo.possible(), failure, from, seconds.getAsDouble()));
        }
        return undone;
    }

    private @Nullable String attempt(Undo undo, Actuators actuators) {
        ControlFailed last = null;
        for (int i = 0; i < tries; i++) {
            if (last != null) {
                pause.atMost(BETWEEN_TRIES, new CompletableFuture<>());
            }
            try {
                undo.run(actuators);
                return null;
            } catch (ControlFailed e) {
                last = e;
                if (e.refused()) {
                    break;
                }
            } catch (InvalidValue e) {
                return e.getMessage();
            }
        }
        return last == null ? null : last.getMessage();
    }
}
