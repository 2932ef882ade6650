package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.MergePatch;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;

/**
 * Changes the load while it goes on.
 *
 * @param patch a JSON merge patch (RFC 7396) of the plan in force, such as {@code {"rate": 500}}
 */
record LoadStep(@JsonValue ObjectNode patch) implements Step {

    private static final ObjectMapper JSON = WireJson.mapper();

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    LoadStep {
        Require.that(!patch.isEmpty(), "", "must change something, such as {\"rate\": 500}", "nothing");
    }

    @Override
    public void run(Stage stage) {
        Traffic traffic = stage.actuators().traffic();
        LoadPlan before = traffic.plan();
        if (before == null) {
            throw new ControlFailed("there is no load to change", true, null);
        }
        stage.undo("load", new LoadUndo(before));
        Looks.await(traffic.start(patched(before)), before.timeout());
    }

    /**
     * Returns what it makes of the plan.
     *
     * @throws InvalidValue naming the field that makes it no plan
     */
    LoadPlan patched(LoadPlan before) {
        JsonNode patched = MergePatch.apply(JSON.valueToTree(before), patch);
        return new StrictReader(JSON).convert(patched, LoadPlan.class);
    }
}
