package dev.faultline.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.step.ChaosControl;
import dev.faultline.experiment.step.ChaosStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Knows what is applied. */
final class FakeChaos implements ChaosControl {
    final List<String> applied = new ArrayList<>();

    @Override
    public List<ObjectNode> objects(JsonNode written) {
        return List.of((ObjectNode) written);
    }

    @Override
    public void apply(ObjectNode object, Duration expected) {
        applied.add(ChaosStep.name(object));
    }

    @Override
    public Optional<String> revision(ObjectNode object) {
        return applied.contains(ChaosStep.name(object)) ? Optional.of(object.toString()) : Optional.empty();
    }

    @Override
    public void delete(ObjectNode object) {
        applied.remove(ChaosStep.name(object));
    }
}
