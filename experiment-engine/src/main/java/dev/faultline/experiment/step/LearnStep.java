package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.learn.plan.LearnRequest;
import dev.faultline.learn.plan.Learned;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts a fault plan in force that is learned from what was measured. It is learned before anything is begun, and stands in
 * the document from then on: an experiment that is done again from its report plays the same.
 *
 * @param written what is asked for, as {@link LearnRequest} has it, and under {@value #LEARNED} what was learned
 */
public record LearnStep(@JsonValue ObjectNode written) implements Step {

    /** Where what was learned stands. */
    public static final String LEARNED = "learned";

    private static final String EXPIRES_IN = "expiresIn";
    private static final ObjectMapper MAPPER = WireJson.mapper();
    private static final StrictReader READER = new StrictReader(MAPPER);

    /** @throws InvalidValue if what is asked for is out of bounds, or what was learned is no plan */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public LearnStep {
        Require.that(written != null && !written.isEmpty(), "", "must say what is learned from", "nothing");
        request(written);
        boolean isPlan = !written.has(LEARNED)
                || written.path(LEARNED).path("plan").path("rules").isArray();
        Require.that(isPlan, LEARNED, "must have a plan with rules", written.path(LEARNED));
    }

    private static LearnRequest request(ObjectNode written) {
        ObjectNode asked = written.deepCopy();
        asked.remove(LEARNED);
        return READER.convert(asked, LearnRequest.class);
    }

    /** Returns what is asked for. */
    public LearnRequest request() {
        return request(written);
    }

    /** Returns whether it is learned, and nobody need be asked. */
    public boolean isLearned() {
        return written.has(LEARNED);
    }

    /** Returns the same with what was learned. */
    public LearnStep with(Learned learned) {
        ObjectNode whole = written.deepCopy();
        whole.set(LEARNED, MAPPER.valueToTree(learned));
        return new LearnStep(whole);
    }

    /** Returns what was learned, with its plan and what that rests on. */
    public JsonNode learned() {
        return written.path(LEARNED);
    }

    /** Returns how long a timeline plays; empty if the plan is none. */
    public Optional<Duration> played() {
        JsonNode length = learned().path("plan").path(EXPIRES_IN);
        return length.isTextual() ? Optional.of(Durations.parse(EXPIRES_IN, length.textValue())) : Optional.empty();
    }

    /** The experiment ends the plan: a timeline that is over is not to be taken for faults that another hand took away. */
    private FaultsStep faults() {
        if (!isLearned()) {
            throw new IllegalStateException("a plan is learned before the experiment begins");
        }
        ObjectNode plan = ((ObjectNode) learned().path("plan")).deepCopy();
        plan.remove(EXPIRES_IN);
        return new FaultsStep(plan);
    }

    @Override
    public void run(Stage stage) throws Aborted {
        faults().run(stage);
    }

    @Override
    public void check(Actuators actuators) {
        if (isLearned()) {
            try {
                actuators.faults().check(faults().written());
            } catch (InvalidValue e) {
                throw e.within("learn.learned.plan");
            }
        }
    }
}
