package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a fault plan in force at the injector, which checks it. A plan that names no expiry gets one, so that faults end
 * even if this process is killed.
 *
 * @param written the plan as the injector's API takes it, {@code {"preset": NAME}}, or a text in the form grammar such
 *     as {@code status=503:20 delay=10ms:20}
 */
public record FaultsStep(@JsonValue JsonNode written) implements Step {

    /** Time for rolling back and verifying, beyond what the method takes. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final String EXPIRES_IN = "expiresIn";
    private static final String EXPIRES_AT = "expiresAt";
    private static final String TTL = "ttl";
    private static final Pattern TTL_FIELD = Pattern.compile("(?:^|[\\s&])ttl=([^\\s&]*)");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public FaultsStep {
        boolean something = (written.isObject() && !written.isEmpty())
                || (written.isTextual() && !written.textValue().isBlank());
        Require.that(something, "", "must be a fault plan, a preset or a text such as \"status=503:20\"", written);
        Require.that(
                !written.hasNonNull(EXPIRES_AT),
                EXPIRES_AT,
                "must be given as expiresIn: an experiment is done more than once",
                written.path(EXPIRES_AT));
        expiry(written);
    }

    /** Returns how long after this step the faults end by themselves; empty if the document leaves that open. */
    public Optional<Duration> expiry() {
        return expiry(written);
    }

    /** Returns what that is called in the document. */
    public String expiryField() {
        return written.isTextual() ? TTL : EXPIRES_IN;
    }

    private static Optional<Duration> expiry(JsonNode written) {
        if (written.isTextual()) {
            Matcher ttl = TTL_FIELD.matcher(written.textValue());
            return ttl.find() ? Optional.of(Durations.parse(TTL, ttl.group(1))) : Optional.empty();
        }
        JsonNode given = written.path(EXPIRES_IN);
        if (given.isMissingNode() || given.isNull()) {
            return Optional.empty();
        }
        return Optional.of(Durations.parse(EXPIRES_IN, given.isTextual() ? given.textValue() : given.toString()));
    }

    @Override
    public void run(Stage stage) throws Aborted {
        FaultControl faults = stage.actuators().faults();
        ObjectNode bounded = faults.resolve(written).deepCopy();
        stage.undo("faults", new Restore(faults.plan()));
        // A preset has an end of its own, which knows nothing of how long the method takes.
        bounded.remove(EXPIRES_AT);
        Duration end = expiry().orElseGet(() -> stage.remaining().plus(MARGIN));
        bounded.put(EXPIRES_IN, Durations.format(end));
        String etag = faults.put(bounded);
        List<FaultControl.Replica> replicas = stage.eventually(
                faults::replicas,
                all -> all.stream().allMatch(replica -> replica.etag().equals(etag)));
        List<FaultControl.Replica> others = replicas.stream()
                .filter(replica -> !replica.etag().equals(etag))
                .toList();
        // Who was called by somebody else in the meantime will be found out; who merely does not follow is no place for
        // it.
        if (!others.isEmpty() && others.stream().allMatch(replica -> replica.change() == null)) {
            throw ControlFailed.notNow(
                    "the fault plan is not in force at every replica of the injector: "
                            + others.get(0).address() + " has another",
                    null);
        }
        stage.inForce(Condition.Faults.with(etag, replicas));
    }

    @Override
    public void check(Actuators actuators) {
        try {
            actuators.faults().check(written);
        } catch (InvalidValue e) {
            throw e.within("faults");
        }
    }

    /**
     * Puts the plan from before in force again.
     *
     * @param plan the one before
     */
    public record Restore(JsonNode plan) implements Undo {

        @Override
        public String what() {
            return "faults back to what they were";
        }

        @Override
        public String where() {
            return "the injector";
        }

        @Override
        public void run(Actuators actuators) {
            try {
                actuators.faults().put(plan);
            } catch (ControlFailed e) {
                if (e.refused()) {
                    // Such as a plan that has expired meanwhile: what it would do now is nothing.
                    actuators.faults().clear();
                    return;
                }
                throw e.reached() ? switchedOff(actuators, e) : e;
            }
        }

        @Override
        public boolean mayInject() {
            return true;
        }

        @Override
        public void undoSafely(Actuators actuators) {
            actuators.faults().clear();
        }

        /** The faults are to be off while it is tried again to get the plan back. */
        private static ControlFailed switchedOff(Actuators actuators, ControlFailed failure) {
            try {
                actuators.faults().clear();
                return ControlFailed.notNow(failure.getMessage() + "; all faults are switched off instead", failure);
            } catch (ControlFailed e) {
                failure.addSuppressed(e);
                return failure;
            }
        }
    }
}
