package dev.faultline.experiment.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.ControlFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Applies and deletes objects of Kubernetes, such as those of Chaos Mesh. Calls block, at most some seconds. */
public interface ChaosControl {

    /**
     * Returns the objects that a step means.
     *
     * @param written an object, a list of objects, or the name of a file with one or more of them
     * @throws dev.faultline.platform.wire.InvalidValue if it means none, or what can't be applied here
     */
    List<ObjectNode> objects(JsonNode written);

    /**
     * Creates the object, or updates it if it is there, and notes on it, where that can be, how long it may be needed.
     *
     * @param expected how long at most; zero if that is not known
     * @throws ControlFailed if that can't be done
     */
    void apply(ObjectNode object, Duration expected);

    /**
     * Returns what is in force of an object that was applied: another text after every change that means anything, also if
     * it was deleted and created again.
     *
     * @return empty if it is not there
     * @throws ControlFailed if that can't be known now
     */
    Optional<String> revision(ObjectNode object);

    /**
     * Deletes the object and returns when it is gone with what it did. Idempotent.
     *
     * @throws ControlFailed if that can't be done
     */
    void delete(ObjectNode object);
}
