package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * How to undo one thing, as plain values: what a process has written down another can do. Doing it twice, or when the
 * thing was never done, is harmless.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChaosUndo.class, name = "chaos"),
    @JsonSubTypes.Type(value = FaultsUndo.class, name = "faults"),
    @JsonSubTypes.Type(value = HttpUndo.class, name = "http"),
    @JsonSubTypes.Type(value = LoadUndo.class, name = "load"),
    @JsonSubTypes.Type(value = NoUndo.class, name = "none"),
    @JsonSubTypes.Type(value = SplitUndo.class, name = "split")
})
sealed interface Undo permits ChaosUndo, FaultsUndo, HttpUndo, LoadUndo, NoUndo, SplitUndo {

    /** Returns what is undone, in some words. */
    String what();

    /** Returns what must obey for that, as {@link Patience} knows it: if one undo fails there the next will hardly do. */
    default String where() {
        return what();
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
    default void runCalmly(Actuators actuators) {
        run(actuators);
    }

    /**
     * Does it.
     *
     * @throws ControlFailed if what is to be changed does not obey
     */
    void run(Actuators actuators);
}
