package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.MergePatch;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;

/**
 * Changes the load while it goes on.
 *
 * @param patch a JSON merge patch (RFC 7396) of the plan in force, such as {@code {"rate": 500}}
 */
public record LoadStep(@JsonValue ObjectNode patch) implements Step {

    private static final ObjectMapper JSON = WireJson.mapper();

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public LoadStep {
        Require.that(!patch.isEmpty(), "", "must change something, such as {\"rate\": 500}", "nothing");
    }

    @Override
    public void run(Stage stage) {
        LoadControl traffic = stage.actuators().traffic();
        LoadPlan before = traffic.plan();
        if (before == null) {
            throw new ControlFailed("there is no load to change", true, null);
        }
        stage.undo("load", new Restore(before));
        LoadPlan wanted = patched(before);
        Actuators.await(traffic.start(wanted), before.timeout());
        stage.inForce(Condition.Traffic.of(wanted, traffic));
    }

    /**
     * Returns what it makes of the plan.
     *
     * @throws InvalidValue naming the field that makes it no plan
     */
    public LoadPlan patched(LoadPlan before) {
        JsonNode patched = MergePatch.apply(JSON.valueToTree(before), patch);
        return new StrictReader(JSON).convert(patched, LoadPlan.class);
    }

    /**
     * Puts the load from before in force again.
     *
     * @param plan the one before
     */
    record Restore(LoadPlan plan) implements Undo {

        @Override
        public String what() {
            return "load back to what it was";
        }

        @Override
        public void run(Actuators actuators) {
            Actuators.await(actuators.traffic().start(plan), plan.timeout());
        }
    }
}
