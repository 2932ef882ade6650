package dev.faultline.load.experiment;

import dev.faultline.load.slo.Ruling;
import dev.faultline.wire.InvalidValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Goes up the levels of a sweep and closes in on where the hypothesis breaks. Confined to one thread. */
final class Climb {

    private final Sweep sweep;
    private final Trial trial;
    private final List<Curve.Level> levels = new ArrayList<>();
    private @Nullable String impossible;

    /** Puts a level in force and judges it. */
    @FunctionalInterface
    interface Trial {
        /** Returns what was found at that level. */
        Curve.Level at(double level) throws Aborted;
    }

    Climb(Sweep sweep, Trial trial) {
        this.sweep = sweep;
        this.trial = trial;
    }

    /** Goes up, step by step, to the first level that breaks or to the last of all, and then halves the last step. */
    void climb() throws Aborted {
        Sweep.Range range = sweep.range();
        for (int i = 0; i < range.count(); i++) {
            boolean broke = look(range.level(i)) == Ruling.VIOLATED;
            if (broke && !sweep.goOn()) {
                break;
            }
        }
        refine(sweep.refine());
    }

    /** Returns what is known so far. */
    Curve curve() {
        return new Curve(sweep.vary(), sweep.range(), sweep.withstand(), levels, impossible);
    }

    private void refine(int times) throws Aborted {
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
     * Looks at a level between two that are known already. One that can't be done is no reason to give up what they
     * have shown.
     *
     * @return whether it was decided
     */
    private boolean decides(double middle) throws Aborted {
        try {
            return look(middle) != Ruling.UNDECIDED;
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

    private Ruling look(double level) throws Aborted {
        Curve.Level found = trial.at(level);
        // One that was undecided may be looked at again: the later look is on more of it.
        boolean unused = levels.removeIf(before -> before.value() == level);
        levels.add(found);
        return found.ruling();
    }
}
