package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;

/**
 * Puts a fault plan in force at the injector, which checks it. A plan without an expiry gets one, so that faults end
 * even if this process is killed.
 *
 * @param written the plan as the injector's API takes it, {@code {"preset": NAME}}, or a text in the form grammar such
 *     as {@code status=503:20 delay=10ms:20}
 */
record FaultsStep(@JsonValue JsonNode written) implements Step {

    /** Time for rolling back and verifying, beyond what the method takes. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    FaultsStep {
        boolean something = (written.isObject() && !written.isEmpty())
                || (written.isTextual() && !written.textValue().isBlank());
        Require.that(something, "", "must be a fault plan, a preset or a text such as \"status=503:20\"", written);
    }

    @Override
    public void run(Stage stage) {
        FaultControl faults = stage.actuators().faults();
        ObjectNode bounded = faults.resolve(written).deepCopy();
        stage.undo("faults", new FaultsUndo(faults.plan()));
        if (!bounded.has("expiresIn") && !bounded.has("expiresAt")) {
            bounded.put("expiresIn", Durations.format(stage.remaining().plus(MARGIN)));
        }
        faults.put(bounded);
    }

    @Override
    public void check(Actuators actuators) {
        try {
            actuators.faults().check(written);
        } catch (InvalidValue e) {
            throw e.within("faults");
        }
    }
}
