package dev.faultline.injector.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/** The document that replicas share: the plan, and {@code "stopped": true} if the kill switch was thrown. Threadsafe. */
public final class SharedPlanJson {

    private static final String STOPPED = "stopped";

    /** A ConfigMap holds 1 MiB, keys and all. */
    private static final int MAX = 1_000_000;

    private final ObjectMapper mapper = WireJson.mapper();
    private final PlanJson json;
    private final InstantSource clock;

    /** @param clock only to see that the plan does not depend on it */
    public SharedPlanJson(PlanJson json, InstantSource clock) {
        this.json = json;
        this.clock = clock;
    }

    /**
     * Returns the plan in the document, which a person may have written.
     *
     * @throws InvalidValue if it is none, or one that each replica would understand differently
     */
    public SharedPlan read(String text) {
        ObjectNode document = json.patch(text.getBytes(StandardCharsets.UTF_8)).deepCopy();
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
    public String write(SharedPlan shared) {
        try {
            ObjectNode document = (ObjectNode) mapper.readTree(json.write(shared.plan()));
            if (shared.stopped()) {
                document.put(STOPPED, true);
            }
            String text = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
            int size = text.getBytes(StandardCharsets.UTF_8).length;
            Require.that(size <= MAX, "", "must have at most " + MAX + " bytes to fit in a ConfigMap", size + " bytes");
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("an accepted plan can be written and read", e);
        }
    }
}
