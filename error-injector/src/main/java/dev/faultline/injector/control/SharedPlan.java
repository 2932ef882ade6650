package dev.faultline.injector.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.ProposedPlan;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * A plan as replicas share it: complete, so that all decide alike whenever they read it.
 *
 * @param stopped whether the kill switch was thrown: no faults at all then, not even those that requests ask for
 */
record SharedPlan(FaultPlan plan, boolean stopped) {

    /** @throws InvalidValue if it is stopped and has rules */
    SharedPlan {
        Require.that(
                !stopped || (plan.rules().isEmpty() && plan.tls().isEmpty()),
                "stopped",
                "must not be true beside rules or tls: the kill switch leaves none",
                stopped);
    }

    /** Returns the plan with that seed unless it has one: without it, each replica would draw differently. */
    static SharedPlan of(FaultPlan plan, long seed) {
        long given = plan.seed() == null ? seed : plan.seed();
        return new SharedPlan(
                new FaultPlan(
                        given, plan.expiresAt(), plan.maxActiveFaults(), plan.rules(), plan.otherwise(), plan.tls()),
                false);
    }

    /** Returns what the kill switch leaves of a plan. */
    static SharedPlan stopped(FaultPlan plan) {
        return new SharedPlan(plan.stopped(), true);
    }

    /** The shared document: the plan, and {@code "stopped": true} if the kill switch was thrown. Threadsafe. */
    static final class Format {

        private static final String STOPPED = "stopped";

        /** A ConfigMap holds 1 MiB, keys and all. */
        private static final int MAX = 1_000_000;

        private final ObjectMapper mapper = WireJson.mapper();
        private final PlanJson json;
        private final InstantSource clock;

        /** @param clock only to see that the plan does not depend on it */
        Format(PlanJson json, InstantSource clock) {
            this.json = json;
            this.clock = clock;
        }

        /**
         * Returns the plan in the document, which a person may have written.
         *
         * @throws InvalidValue if it is none, or one that each replica would understand differently
         */
        SharedPlan read(String text) {
            ObjectNode document =
                    json.patch(text.getBytes(StandardCharsets.UTF_8)).deepCopy();
            JsonNode stopped = document.path(STOPPED);
            Require.that(stopped.isMissingNode() || stopped.isBoolean(), STOPPED, "must be true or false", stopped);
            document.remove(STOPPED);
            ProposedPlan proposed = json.patched(document, JsonNodeFactory.instance.objectNode());
            Instant now = clock.instant();
            FaultPlan plan = proposed.acceptedAt(now);
            FaultPlan later = proposed.acceptedAt(now.plus(Duration.ofSeconds(1)));
            if (!Arrays.equals(json.write(plan), json.write(later))) {
                throw new InvalidValue(
                        "",
                        "must mean the same whenever it is read: expiresAt in place of expiresIn, and instants for from and to",
                        text.strip());
            }
            return new SharedPlan(plan, stopped.asBoolean());
        }

        /**
         * Returns a document that {@link #read} understands, in lines, since people look at it.
         *
         * @throws InvalidValue if it is too long for a ConfigMap
         */
        String write(SharedPlan shared) {
            try {
                ObjectNode document = (ObjectNode) mapper.readTree(json.write(shared.plan()));
                if (shared.stopped()) {
                    document.put(STOPPED, true);
                }
                String text = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
                int size = text.getBytes(StandardCharsets.UTF_8).length;
                Require.that(
                        size <= MAX, "", "must have at most " + MAX + " bytes to fit in a ConfigMap", size + " bytes");
                return text;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write a plan as JSON", e);
            }
        }
    }
}
