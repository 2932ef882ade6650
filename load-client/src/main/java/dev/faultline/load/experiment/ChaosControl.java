package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/** Applies and deletes objects of Kubernetes, such as those of Chaos Mesh. Calls block, at most some seconds. */
public interface ChaosControl {

    /**
     * Returns the objects that a step means.
     *
     * @param written an object, a list of objects, or the name of a file with one or more of them
     * @throws dev.faultline.wire.InvalidValue if it means none, or what can't be applied here
     */
    List<ObjectNode> objects(JsonNode written);

    /**
     * Creates the object, or updates it if it is there.
     *
     * @throws ControlFailed if that can't be done
     */
    void apply(ObjectNode object);

    /**
     * Applies the object and notes on it, where that can be, how long the experiment may still take.
     *
     * @throws ControlFailed if that can't be done
     */
    default void apply(ObjectNode object, Duration expected) {
        apply(object);
    }

    /**
     * Deletes the object and returns when it is gone with what it did. Idempotent.
     *
     * @throws ControlFailed if that can't be done
     */
    void delete(ObjectNode object);
}
