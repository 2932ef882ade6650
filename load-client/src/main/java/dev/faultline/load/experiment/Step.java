package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** One thing that an experiment does, written as an object with one field: {@code {"hold": "20s"}}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChaosStep.class, name = "chaos"),
    @JsonSubTypes.Type(value = CheckStep.class, name = "check"),
    @JsonSubTypes.Type(value = FaultsStep.class, name = "faults"),
    @JsonSubTypes.Type(value = HoldStep.class, name = "hold"),
    @JsonSubTypes.Type(value = HttpStep.class, name = "http"),
    @JsonSubTypes.Type(value = LoadStep.class, name = "load"),
    @JsonSubTypes.Type(value = SplitStep.class, name = "split")
})
public sealed interface Step permits ChaosStep, CheckStep, FaultsStep, HoldStep, HttpStep, LoadStep, SplitStep {

    /**
     * Does it. What changes anything tells the stage how to undo it before it does.
     *
     * @throws Aborted if the experiment is to end
     * @throws ControlFailed if what is to be changed does not obey
     */
    void run(Stage stage) throws Aborted;

    /** Returns how long it is meant to last; zero if it is done at once. */
    default Duration planned() {
        return Duration.ZERO;
    }

    /**
     * Checks against what there is to act on, before anything is begun.
     *
     * @throws dev.faultline.wire.InvalidValue if it can't be done here
     * @throws ControlFailed if who must know does not answer
     */
    default void check(Actuators actuators) {}
}
