package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Knows what is applied. */
final class FakeChaos implements ChaosControl {
    final List<String> applied = new ArrayList<>();

    @Override
    public List<ObjectNode> objects(JsonNode written) {
        return List.of((ObjectNode) written);
    }

    @Override
    public void apply(ObjectNode object) {
        applied.add(ChaosStep.name(object));
    }

    @Override
    public void delete(ObjectNode object) {
        applied.remove(ChaosStep.name(object));
    }
}
