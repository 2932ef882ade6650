package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.Require;

/**
 * Applies an object of Chaos Mesh, or any other; the rollback deletes it.
 *
 * @param written the object, a list of objects, or the name of a file
 */
public record ChaosStep(@JsonValue JsonNode written) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ChaosStep {
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
            stage.undo("chaos " + name(object), new Delete(object));
            chaos.apply(object, stage.remaining());
            stage.inForce(Condition.Chaos.of(object, chaos));
        }
    }

    @Override
    public void check(Actuators actuators) {
        actuators.chaos().objects(written);
    }

    /** Returns what people call the object. */
    public static String name(ObjectNode object) {
        return object.path("kind").asText() + " "
                + object.path("metadata").path("name").asText();
    }

    /**
     * Deletes what was applied.
     *
     * @param object the one that was applied
     */
    record Delete(ObjectNode object) implements Undo {

        @Override
        public String what() {
            return "deleted " + ChaosStep.name(object);
        }

        @Override
        public String where() {
            return "the API of the objects";
        }

        @Override
        public boolean mayNeedCluster() {
            return true;
        }

        @Override
        public void run(Actuators actuators) {
            actuators.chaos().delete(object);
        }
    }
}
