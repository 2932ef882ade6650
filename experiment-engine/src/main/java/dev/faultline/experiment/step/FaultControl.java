package dev.faultline.experiment.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.ControlFailed;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @throws dev.faultline.platform.wire.InvalidValue naming the field of the plan that is refused
     * @throws ControlFailed if the injector can't be reached, or does not say
     */
    void check(JsonNode written);

    /**
     * Puts a plan in force.
     *
     * @return the {@link Replica#etag} of the plan that is in force then
     * @throws ControlFailed if the injector can't be reached or refuses the plan
     */
    String put(JsonNode plan);

    /**
     * Returns which plan is in force at each process of the injector, in the order of their addresses. Waits two seconds at
     * most.
     *
     * @throws ControlFailed if one of them does not say
     */
    List<Replica> replicas();

    /**
     * One process of the injector and its plan. Who has seen one and sees an equal one later knows that nobody has touched
     * the plan in between, not even to put the same one again.
     *
     * @param address of its control API
     * @param instance names the process; another after a restart
     * @param revision grows with every change of its plan, whoever makes it
     * @param etag the same for equal plans
     * @param expired whether the plan injects nothing any more, since its time has passed
     * @param change how the plan came to be, such as {@code replaced by 10.0.0.7}; null if this process does not know
     */
    record Replica(
            String address,
            String instance,
            long revision,
            String etag,
            boolean expired,
            @Nullable String change) {}

    /**
     * Switches all faults off.
     *
     * @throws ControlFailed if the injector can't be reached or refuses
     */
    void clear();
}
