package dev.faultline.experiment.run;

import dev.faultline.experiment.model.Sweep;
import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Goes up the levels of a sweep and closes in on where the hypothesis breaks. Confined to one thread. */
final class SweepRunner {

    private final Sweep sweep;
    private final Trial trial;
    /** One that was undecided may be judged again: the later result is on more of it. */
    private final Map<Double, Curve.Level> levels = new LinkedHashMap<>();

    private @Nullable String impossible;

    /** Puts a level in force and judges it. */
    @FunctionalInterface
    interface Trial {
        /** Returns what was found at that level. */
        Curve.Level at(double level) throws Step.Aborted;
    }

    SweepRunner(Sweep sweep, Trial trial) {
        this.sweep = sweep;
        this.trial = trial;
    }

    /** Goes up, step by step, to the first level that breaks or to the last of all, and then halves the last step. */
    void run() throws Step.Aborted {
        Sweep.Range range = sweep.range();
        for (int i = 0; i < range.count(); i++) {
            boolean broke = judge(range.level(i)) == ThresholdCheck.Ruling.VIOLATED;
            if (broke && !sweep.goOn()) {
                break;
            }
        }
        refine(sweep.refine());
    }

    /** Returns what is known so far. */
    Curve curve() {
        return new Curve(sweep.vary(), sweep.range(), sweep.withstand(), List.copyOf(levels.values()), impossible);
    }

    private void refine(int times) throws Step.Aborted {
        for (int i = 0; i < times; i++) {
            OptionalDouble held = curve().held();
            OptionalDouble broke = curve().broke();
            // Without a level that held there is nothing to close in from.
            if (held.isEmpty() || broke.isEmpty()) {
                return;
            }
            OptionalDouble middle = sweep.range().between(held.getAsDouble(), broke.getAsDouble());
            // More halving than of an undecided level would only ask for what the figures can't tell.
            if (middle.isEmpty() || !decides(middle.getAsDouble())) {
                return;
            }
        }
    }

    /**
     * Judges a level between two that are known already. One that can't be done is no reason to give up what they
     * have shown.
     *
     * @return whether it was decided
     */
    private boolean decides(double middle) throws Step.Aborted {
        try {
            return judge(middle) != ThresholdCheck.Ruling.UNDECIDED;
        } catch (InvalidValue e) {
            impossible = sweep.range().written(middle) + " can't be done: " + e.getMessage();
        } catch (ControlFailed e) {
            if (!e.refused()) {
                throw e;
            }
            impossible = sweep.range().written(middle) + " can't be done: " + e.getMessage();
        }
        return false;
    }

    private ThresholdCheck.Ruling judge(double level) throws Step.Aborted {
        Curve.Level found = trial.at(level);
        levels.put(level, found);
        return found.ruling();
    }
}
