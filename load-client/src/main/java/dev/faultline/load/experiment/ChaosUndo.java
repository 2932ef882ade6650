package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** @param object the one that was applied */
record ChaosUndo(ObjectNode object) implements Undo {

    @Override
    public String what() {
        return "deleted " + ChaosStep.name(object);
    }

    @Override
    public String where() {
        return "the API of the objects";
    }

    @Override
    public void run(Actuators actuators) {
        actuators.chaos().delete(object);
    }
}
