package dev.faultline.load.experiment;

import dev.faultline.load.slo.Check;
import dev.faultline.wire.InvalidValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of each step that was begun, of a bounded number: a sweep may do a hundred thousand, and where it ended is
 * what matters, so that the oldest are left out. Confined to the thread of the experiment.
 */
final class StepLog {

    /** How many are kept. */
    static final int MOST = 1_000;

    private final DoubleSupplier seconds;
    private final Deque<StepResult> latest = new ArrayDeque<>();
    private List<Check> found = List.of();
    private int leftOut;

    /** @param seconds the time as results tell it */
    StepLog(DoubleSupplier seconds) {
        this.seconds = seconds;
    }

    /** Does a step. */
    @FunctionalInterface
    interface Deed {
        /** As {@link Step#run}. */
        void run() throws Aborted;
    }

    /** Does the step of that number and writes down what became of it, whatever that is. */
    void run(int index, @Nullable Double level, Deed step) throws Aborted {
        found = List.of();
        double from = seconds.getAsDouble();
        StepEnd end = StepEnd.FAILED;
        String reason = "it broke";
        try {
            step.run();
            end = found.isEmpty() ? StepEnd.DONE : StepEnd.of(Exposure.worst(found));
            reason = found.isEmpty() ? null : because();
        } catch (Aborted e) {
            end = StepEnd.CUT_SHORT;
            reason = e.getMessage();
            throw e;
        } catch (ControlFailed | InvalidValue e) {
            reason = String.valueOf(e.getMessage());
            throw e;
        } finally {
            add(new StepResult(index, level, from, seconds.getAsDouble(), end, reason));
        }
    }

    /** The step that is under way has judged these. */
    void found(List<Check> checks) {
        found = List.copyOf(checks);
    }

    /** Returns the latest, at most {@value #MOST}, oldest first. */
    List<StepResult> results() {
        return List.copyOf(latest);
    }

    /** Returns how many that were before those are left out. */
    int leftOut() {
        return leftOut;
    }

    private String because() {
        return found.stream().map(Check::because).collect(Collectors.joining("; "));
    }

    private void add(StepResult result) {
        if (latest.size() == MOST) {
            latest.removeFirst();
            leftOut++;
        }
        latest.addLast(result);
    }
}
