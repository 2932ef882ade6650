package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;

/** @param plan the one before */
record FaultsUndo(JsonNode plan) implements Undo {

    @Override
    public String what() {
        return "faults back to what they were";
    }

    @Override
    public String where() {
        return "the injector";
    }

    @Override
    public void run(Actuators actuators) {
        try {
            actuators.faults().put(plan);
        } catch (ControlFailed e) {
            if (!e.refused()) {
                throw e;
            }
            // Such as a plan that has expired meanwhile: what it would do now is nothing.
            actuators.faults().clear();
        }
    }
}
