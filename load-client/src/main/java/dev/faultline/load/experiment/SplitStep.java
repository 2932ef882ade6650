package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;
import java.util.Map;

/**
 * Gives backends a share of the traffic, in percent; those that are not named share the rest as before.
 *
 * @param shares percent by backend
 */
record SplitStep(@JsonValue Map<String, Percentage> shares) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    SplitStep {
        Require.that(!shares.isEmpty(), "", "must name a backend, such as {\"error-injector\": 50}", "nothing");
        shares = Map.copyOf(shares);
    }

    @Override
    public void run(Stage stage) {
        SplitControl split = stage.actuators().requireSplit();
        Split before = Steering.asked(split::split);
        stage.undo("split", new SplitUndo(before.weights()));
        Steering.done(() -> split.borrow(before.with(shares)));
    }

    @Override
    public void check(Actuators actuators) {
        Split before = Steering.asked(actuators.requireSplit()::split);
        Split unused = before.with(shares);
    }
}
