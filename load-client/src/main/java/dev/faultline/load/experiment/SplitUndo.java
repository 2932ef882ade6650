package dev.faultline.load.experiment;

import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import java.util.Map;

/** @param weights those before */
record SplitUndo(Map<String, Integer> weights) implements Undo {

    @Override
    public String what() {
        return "split back to " + weights;
    }

    @Override
    public boolean mayInject() {
        return true;
    }

    @Override
    public void runCalmly(Actuators actuators) {
        Steering.done(() -> {
            SplitControl split = actuators.requireSplit();
            Split before = new Split(weights);
            split.giveBack(before.without(split.injector()).orElse(before));
        });
    }

    @Override
    public void run(Actuators actuators) {
        Steering.done(() -> actuators.requireSplit().giveBack(new Split(weights)));
    }
}
