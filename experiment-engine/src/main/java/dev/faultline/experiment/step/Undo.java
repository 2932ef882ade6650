package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.faultline.platform.wire.ControlFailed;

/**
 * How to undo one thing, as plain values: what a process has written down another can do. Doing it twice, or when the
 * thing was never done, is harmless.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChaosStep.Delete.class, name = "chaos"),
    @JsonSubTypes.Type(value = FaultsStep.Restore.class, name = "faults"),
    @JsonSubTypes.Type(value = HttpStep.CallBack.class, name = "http"),
    @JsonSubTypes.Type(value = LoadStep.Restore.class, name = "load"),
    @JsonSubTypes.Type(value = HttpStep.Lasting.class, name = "none"),
    @JsonSubTypes.Type(value = SplitStep.Restore.class, name = "split")
})
public sealed interface Undo
        permits ChaosStep.Delete,
                FaultsStep.Restore,
                HttpStep.CallBack,
                LoadStep.Restore,
                HttpStep.Lasting,
                SplitStep.Restore {

    /** Returns what is undone, in some words. */
    String what();

    /** Returns what must obey for that: if one undo fails there, the next one hardly succeeds, and is tried less often. */
    default String where() {
        return what();
    }

    /** Returns whether it may be an API server that must obey for that, or that it hangs on. */
    default boolean mayNeedCluster() {
        return false;
    }

    /** Returns whether there is a way back at all. */
    default boolean possible() {
        return true;
    }

    /** Returns whether something may inject again when it is done. */
    default boolean mayInject() {
        return false;
    }

    /**
     * Does it so that nothing injects any more, whatever did before: the kill switch was pressed.
     *
     * @throws ControlFailed if what is to be changed does not obey
     */
    default void undoSafely(Actuators actuators) {
        run(actuators);
    }

    /**
     * Gives up what holds the thing, and leaves it as it is: another hand wants it so.
     *
     * @throws ControlFailed if what holds it does not obey
     */
    default void leave(Actuators actuators) {}

    /**
     * Does it.
     *
     * @throws ControlFailed if what is to be changed does not obey
     */
    void run(Actuators actuators);
}
