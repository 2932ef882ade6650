package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.ControlFailed;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One thing that an experiment does, written as an object with one field: {@code {"hold": "20s"}}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChaosStep.class, name = "chaos"),
    @JsonSubTypes.Type(value = CheckStep.class, name = "check"),
    @JsonSubTypes.Type(value = FaultsStep.class, name = "faults"),
    @JsonSubTypes.Type(value = HoldStep.class, name = "hold"),
    @JsonSubTypes.Type(value = HttpStep.class, name = "http"),
    @JsonSubTypes.Type(value = LearnStep.class, name = "learn"),
    @JsonSubTypes.Type(value = LoadStep.class, name = "load"),
    @JsonSubTypes.Type(value = SplitStep.class, name = "split")
})
public sealed interface Step
        permits ChaosStep, CheckStep, FaultsStep, HoldStep, HttpStep, LearnStep, LoadStep, SplitStep {

    /** The longest that a step, or any other part of an experiment, may last. */
    Duration LONGEST = Duration.ofHours(24);

    /** The most thresholds in one list: each that looks over a time of its own keeps a sum of its own. */
    int MOST_THRESHOLDS = 50;

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
     * @throws dev.faultline.platform.wire.InvalidValue if it can't be done here
     * @throws ControlFailed if who must know does not answer
     */
    default void check(Actuators actuators) {}

    /** What the steps of an experiment can do. Confined to the thread of the experiment. */
    interface Stage {

        /** Returns what can be acted on. */
        Actuators actuators();

        /**
         * Writes down how to undo what is about to be done; undone last first, on every way out. Of several with one key
         * the first counts: it leads back to what was before all of them.
         *
         * @throws ControlFailed if it can't be written down; then it must not be done
         */
        void undo(String key, Undo undo);

        /** Writes down what is in force now: if another hand changes that, the experiment ends. */
        void inForce(Condition condition);

        /** Whatever is in force from now on may be the doing of this step: takes all as it finds it. */
        void takeAsItIs();

        /**
         * Pauses the load for as long as the mesh takes to route by a split that has just been changed: some seconds
         * without traffic. What is held does not begin before that, and the step tells of it. To be called only where
         * {@link SplitControl#waitsForSilence} says so.
         */
        void awaitSilence() throws Aborted;

        /**
         * Asks again and again, for five seconds at most, until the answer is as wanted.
         *
         * @return the last answer, whether or not it is
         * @throws ControlFailed if there is no answer to the last question
         */
        <T> T eventually(Supplier<T> question, Predicate<T> wanted) throws Aborted;

        /** Lets the load go on for so long and judges what happens meanwhile. */
        void observe(Duration duration) throws Aborted;

        /** Judges thresholds on what was observed last. */
        void check(List<Threshold> thresholds) throws Aborted;

        /** Returns how long the experiment may still take, by its own plan. */
        Duration remaining();
    }

    /** The experiment is to end now; the message says who wants it. */
    static final class Aborted extends Exception {

        private static final long serialVersionUID = 1L;

        public Aborted(String reason) {
            super(reason);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
