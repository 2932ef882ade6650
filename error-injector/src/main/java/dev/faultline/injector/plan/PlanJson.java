package dev.faultline.injector.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.MergePatch;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.io.UncheckedIOException;

/** The plan as a JSON document. Threadsafe. */
public final class PlanJson {

    private static final String EXPIRES_IN = "expiresIn";
    private static final String EXPIRES_AT = "expiresAt";

    private final ObjectMapper mapper;
    private final StrictReader reader;

    /** Knows every type of fault. */
    public PlanJson() {
        mapper = WireJson.mapper();
        mapper.registerSubtypes(FaultType.all());
        reader = new StrictReader(mapper);
    }

    /**
     * Returns the plan that a document proposes.
     *
     * @throws InvalidValue with the path of the field that breaks a rule
     */
    public ProposedPlan read(byte[] document) {
        return reader.read(document, ProposedPlan.class);
    }

    /**
     * Returns the document as a tree, of which only the syntax is checked: a patch, until it meets a plan.
     *
     * @throws InvalidValue if it is no JSON object
     */
    public JsonNode patch(byte[] document) {
        JsonNode patch = reader.tree(document);
        if (!patch.isObject()) {
            throw new InvalidValue("", "must be an object", patch);
        }
        return patch;
    }

    /**
     * Returns the plan that a merge patch (RFC 7396) makes of a plan. A new end takes the place of the old one, whichever
     * way either is written.
     *
     * @throws InvalidValue with the path of the field that breaks a rule
     */
    public ProposedPlan patched(FaultPlan plan, JsonNode patch) {
        JsonNode document = mapper.valueToTree(plan);
        return patched(document, patch);
    }

    /** As {@link #patched(FaultPlan, JsonNode)}, of a document that is a plan to be. */
    public ProposedPlan patched(JsonNode plan, JsonNode patch) {
        ObjectNode target = plan.deepCopy();
        if (patch.hasNonNull(EXPIRES_IN)) {
            target.remove(EXPIRES_AT);
        }
        if (patch.hasNonNull(EXPIRES_AT)) {
            target.remove(EXPIRES_IN);
        }
        return reader.convert(MergePatch.apply(target, patch), ProposedPlan.class);
    }

    /** Returns a document that {@link #read} accepts as the same plan. */
    public byte[] write(FaultPlan plan) {
        try {
            return mapper.writeValueAsBytes(plan);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write a plan as JSON", e);
        }
    }
}
