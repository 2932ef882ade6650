package dev.faultline.load.experiment;

import dev.faultline.load.split.Split;
import java.util.Map;

/** @param weights those before */
record SplitUndo(Map<String, Integer> weights) implements Undo {

    @Override
    public String what() {
        return "split back to " + weights;
    }

    @Override
    public void run(Actuators actuators) {
        Steering.done(() -> actuators.requireSplit().giveBack(new Split(weights)));
    }
}
