package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads and changes the fault plan of an error injector. Calls block, at most some seconds. */
public interface FaultControl {

    /**
     * Returns the plan in force.
     *
     * @throws ControlFailed if the injector can't be reached or refuses
     */
    JsonNode plan();

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
