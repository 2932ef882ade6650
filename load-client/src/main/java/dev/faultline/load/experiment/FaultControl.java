package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and changes the fault plan of an error injector. Calls block, at most some seconds. */
public interface FaultControl {

    /**
     * Returns the plan in force.
     *
     * @throws ControlFailed if the injector can't be reached or refuses
     */
    JsonNode plan();

    /**
     * Returns the plan that is meant.
     *
     * @param written a plan, {@code {"preset": NAME}}, or a text in the form grammar
     * @throws ControlFailed if the injector can't be reached or knows no such plan
     */
    ObjectNode resolve(JsonNode written);

    /**
     * Asks whether a plan would be taken; changes nothing. Waits a second at most.
     *
     * @param written as {@link #resolve} takes it
     * @throws dev.faultline.wire.InvalidValue naming the field of the plan that is refused
     * @throws ControlFailed if the injector can't be reached, or does not say
     */
    void check(JsonNode written);

    /**
     * Puts a plan in force.
     *
     * @throws ControlFailed if the injector can't be reached or refuses the plan
     */
    void put(JsonNode plan);

    /**
     * Switches all faults off.
     *
     * @throws ControlFailed if the injector can't be reached or refuses
     */
    void clear();
}
