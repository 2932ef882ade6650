package dev.faultline.experiment.run;

import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.Condition;
import dev.faultline.load.measure.Window;
import dev.faultline.platform.wire.ControlFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the verdict rests on: looks once a second whether it is as the steps have put it, or as it was found, and
 * tells at once if it is not. It looks on threads of its own, since who is asked may be slow; one look at a time. What could
 * not be looked at for a while has stayed as it was if it is the same revision later, so only the last look must succeed.
 * Threadsafe.
 */
final class ConditionWatch implements ExperimentClock.WindowListener {

    private static final Logger LOG = Logger.getLogger(ConditionWatch.class);

    private final Actuators actuators;
    private final Executor threads;
    private final Consumer<String> onChange;
    private final Map<String, Condition> expected = new LinkedHashMap<>();
    private final Map<String, String> announced = new HashMap<>();
    private final Map<String, Condition.Change> changes = new LinkedHashMap<>();

    /** Grows when a step acts: a look that began before may have seen anything. */
    private long epoch;

    private boolean acting;
    private CompletableFuture<Look> looking = CompletableFuture.completedFuture(new Look(Map.of(), List.of()));

    /**
     * What was seen.
     *
     * @param failures why some could not be seen, a clause each
     */
    private record Look(Map<String, Condition> seen, List<String> failures) {}

    /**
     * Watches nothing yet.
     *
     * @param threads looks; each look may take some seconds
     * @param onChange is told of each change, on any thread
     */
    ConditionWatch(Actuators actuators, Executor threads, Consumer<String> onChange) {
        this.actuators = actuators;
        this.threads = threads;
        this.onChange = onChange;
    }

    /** From now on this is what is to be there, instead of what was so far under that key. */
    synchronized void expect(Condition condition) {
        epoch++;
        expected.put(condition.key(), condition);
    }

    /** Nothing is to be there any more. */
    synchronized void forgetAll() {
        epoch++;
        expected.clear();
    }

    /** Takes what is expected anew, as it is now; what can't be seen stays expected as it was. */
    void takeAsItIs() {
        Look look = look(expected());
        look.seen().values().forEach(this::expect);
    }

    /** A step is about to act, or has acted: what is seen in between is its own doing. */
    synchronized void acting(boolean now) {
        epoch++;
        acting = now;
    }

    /** Somebody is about to change that, and tells who. */
    synchronized void announce(String key, String how) {
        announced.put(key, how);
    }

    /** Returns what has become of what did not stay as it was, by key. */
    synchronized Map<String, Condition.Change> changes() {
        return new LinkedHashMap<>(changes);
    }

    /** Begins a look, unless one is under way. */
    @Override
    public void seconds(List<Window> ended) {
        begin();
    }

    /**
     * Looks once more, at something that nobody can have changed and changed back since the last look.
     *
     * @return what could not be seen in that time, a clause each; empty if all is known
     */
    List<String> lookAgain(Duration atMost) {
        // One that is under way may have seen what was before now.
        CompletableFuture<Look> next = looking().thenCompose(before -> {
            begin();
            return looking();
        });
        return next.thenApply(Look::failures)
                .completeOnTimeout(
                        List.of("no answer within " + atMost.toSeconds() + " s"),
                        atMost.toMillis(),
                        TimeUnit.MILLISECONDS)
                .join();
    }

    private synchronized CompletableFuture<Look> looking() {
        return looking;
    }

    private synchronized void begin() {
        if (!looking.isDone() || acting) {
            return;
        }
        Map<String, Condition> wanted = expected();
        long begun = epoch;
        looking = CompletableFuture.supplyAsync(() -> look(wanted), threads)
                .thenApply(look -> {
                    compare(begun, look);
                    return look;
                })
                .exceptionally(failure -> {
                    LOG.error("looking at what is in force broke", failure);
                    return new Look(Map.of(), List.of("the look broke: " + failure));
                });
    }

    private synchronized Map<String, Condition> expected() {
        return new LinkedHashMap<>(expected);
    }

    private Look look(Map<String, Condition> wanted) {
        Map<String, Condition> seen = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        wanted.forEach((key, condition) -> {
            try {
                seen.put(key, condition.now(actuators));
            } catch (ControlFailed e) {
                failures.add(e.getMessage());
            }
        });
        return new Look(seen, failures);
    }

    private void compare(long begun, Look look) {
        List<String> found = new ArrayList<>();
        synchronized (this) {
            if (begun != epoch) {
                return;
            }
            look.seen()
                    .forEach((key, now) -> change(key, now).ifPresent(change -> {
                        if (changes.putIfAbsent(key, change) == null) {
                            found.add(change.what());
                        }
                    }));
        }
        found.forEach(onChange);
    }

    private Optional<Condition.Change> change(String key, Condition now) {
        @Nullable Condition before = expected.get(key);
        return before == null ? Optional.empty() : before.change(now, announced.get(key));
    }
}
