package dev.faultline.load.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.ChaosControl;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.wire.InvalidValue;
import java.util.List;

/** There is nothing here that objects could be applied to. */
public final class NoChaos implements ChaosControl {

    @Override
    public List<ObjectNode> objects(JsonNode written) {
        throw new InvalidValue("", "needs a Kubernetes API", written);
    }

    @Override
    public void apply(ObjectNode object) {
        throw new ControlFailed("there is no Kubernetes API here", true, null);
    }

    @Override
    public void delete(ObjectNode object) {
        throw new ControlFailed("there is no Kubernetes API here", true, null);
    }
}
