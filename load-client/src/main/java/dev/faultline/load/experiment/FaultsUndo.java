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
            if (e.refused()) {
                // Such as a plan that has expired meanwhile: what it would do now is nothing.
                actuators.faults().clear();
                return;
            }
            throw e.reached() ? switchedOff(actuators, e) : e;
        }
    }

    @Override
    public boolean mayInject() {
        return true;
    }

    @Override
    public void runCalmly(Actuators actuators) {
        actuators.faults().clear();
    }

    /** The faults are to be off while it is tried again to get the plan back. */
    private static ControlFailed switchedOff(Actuators actuators, ControlFailed failure) {
        try {
            actuators.faults().clear();
            return ControlFailed.notNow(failure.getMessage() + "; all faults are switched off instead", failure);
        } catch (ControlFailed e) {
            failure.addSuppressed(e);
            return failure;
        }
    }
}
