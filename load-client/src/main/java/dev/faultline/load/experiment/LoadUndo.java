package dev.faultline.load.experiment;

import dev.faultline.load.plan.LoadPlan;

/** @param plan the one before */
record LoadUndo(LoadPlan plan) implements Undo {

    @Override
    public String what() {
        return "load back to what it was";
    }

    @Override
    public void run(Actuators actuators) {
        Looks.await(actuators.traffic().start(plan), plan.timeout());
    }
}
