package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.Require;
import java.util.List;

/**
 * Applies an object of Chaos Mesh, or any other; the rollback deletes it.
 *
 * @param written the object, a list of objects, or the name of a file
 */
record ChaosStep(@JsonValue JsonNode written) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    ChaosStep {
        boolean something = !written.isEmpty() || isName(written);
        Require.that(something, "", "must be an object such as a PodChaos, or the name of a file", written);
    }

    private static boolean isName(JsonNode written) {
        return written.isTextual() && !written.textValue().isBlank();
    }

    @Override
    public void run(Stage stage) {
        ChaosControl chaos = stage.actuators().chaos();
        for (ObjectNode object : chaos.objects(written)) {
            stage.undo("chaos " + name(object), new ChaosUndo(object));
            chaos.apply(object, stage.remaining());
        }
    }

    @Override
    public void check(Actuators actuators) {
        List<ObjectNode> unused = actuators.chaos().objects(written);
    }

    /** Returns what people call the object. */
    static String name(ObjectNode object) {
        return object.path("kind").asText() + " "
                + object.path("metadata").path("name").asText();
    }
}
