package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.Durations;
import dev.faultline.wire.Require;
import java.time.Duration;

/**
 * Puts a fault plan in force at the injector, which checks it. A plan without an expiry gets one, so that faults end
 * even if this process is killed.
 *
 * @param plan the plan as the injector's API takes it
 */
record FaultsStep(@JsonValue ObjectNode plan) implements Step {

    /** Time for rolling back and verifying, beyond what the method takes. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    FaultsStep {
        Require.that(!plan.isEmpty(), "", "must be a fault plan", "empty");
    }

    @Override
    public void run(Stage stage) {
        FaultControl faults = stage.faults();
        JsonNode before = faults.plan();
        stage.undo("faults back to what they were", () -> restore(faults, before));
        ObjectNode bounded = plan.deepCopy();
        if (!bounded.has("expiresIn") && !bounded.has("expiresAt")) {
            bounded.put("expiresIn", Durations.format(stage.remaining().plus(MARGIN)));
        }
        faults.put(bounded);
    }

    private static void restore(FaultControl faults, JsonNode before) {
        try {
            faults.put(before);
        } catch (ControlFailed e) {
            if (!e.refused()) {
                throw e;
            }
            // Such as a plan that has expired meanwhile: what it would do now is nothing.
            faults.clear();
        }
    }
}
