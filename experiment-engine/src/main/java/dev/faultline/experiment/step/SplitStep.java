package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gives backends a share of the traffic, in percent; those that are not named share the rest as before.
 *
 * @param shares percent by backend
 */
public record SplitStep(@JsonValue Map<String, Percentage> shares) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SplitStep {
        Require.that(!shares.isEmpty(), "", "must name a backend, such as {\"error-injector\": 50}", "nothing");
        shares = Map.copyOf(shares);
    }

    @Override
    public void run(Stage stage) throws Aborted {
        SplitControl split = stage.actuators().requireSplit();
        Split before = asked(split::split);
        stage.undo("split", new Restore(before.weights()));
        Split wanted = before.with(shares);
        done(() -> split.borrow(wanted));
        SplitControl.Revision borrowed = asked(split::revision);
        // If somebody was faster than this look, what is there now is not what was put.
        stage.inForce(new Condition.Weights(new SplitControl.Revision(wanted, borrowed.id(), null)));
        if (stage.actuators().needsSilence()) {
            stage.awaitSilence();
        }
    }

    @Override
    public void check(Actuators actuators) {
        Split before = asked(actuators.requireSplit()::split);
        before.with(shares);
    }

    /**
     * Returns what is asked of a split.
     *
     * @throws ControlFailed if it does not obey
     */
    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (SplitFailed e) {
            throw failed(e);
        }
    }

    /**
     * Does something to a split.
     *
     * @throws ControlFailed if it does not obey
     */
    private static void done(Runnable change) {
        try {
            change.run();
        } catch (SplitFailed e) {
            throw failed(e);
        }
    }

    private static ControlFailed failed(SplitFailed e) {
        return switch (e.reason()) {
            case MISSING, FORBIDDEN, UNFIT -> new ControlFailed(e.getMessage(), true, e);
            case TAKEN -> ControlFailed.notNow(e.getMessage(), e);
            case UNREACHABLE -> new ControlFailed(e.getMessage(), false, e);
        };
    }

    /**
     * Gives the backends the weights from before.
     *
     * @param weights those before
     */
    record Restore(Map<String, Integer> weights) implements Undo {

        @Override
        public String what() {
            return "split back to " + weights;
        }

        @Override
        public boolean mayNeedCluster() {
            return true;
        }

        @Override
        public void leave(Actuators actuators) {
            done(actuators.requireSplit()::release);
        }

        @Override
        public boolean mayInject() {
            return true;
        }

        @Override
        public void undoSafely(Actuators actuators) {
            done(() -> {
                SplitControl split = actuators.requireSplit();
                Split before = new Split(weights);
                split.giveBack(before.without(split.injector()).orElse(before));
            });
        }

        @Override
        public void run(Actuators actuators) {
            done(() -> actuators.requireSplit().giveBack(new Split(weights)));
        }
    }
}
