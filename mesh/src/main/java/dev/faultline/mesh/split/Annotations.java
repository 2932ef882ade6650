package dev.faultline.mesh.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Split;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Faultline writes on a route and reads from it: annotations that say, while its weights are not the original ones,
 * what they were, how to restore them, and who holds them until when.
 */
public final class Annotations {

    /** The label without which no object is touched; it comes with the object, and is never set by us. */
    public static final String PART_OF = "app.kubernetes.io/part-of";

    /** The value of {@link #PART_OF}. */
    public static final String FAULTLINE = "faultline";

    /** The weights to go back to, as {@code {"demo-backend":100,"error-injector":0}}. */
    public static final String ORIGINAL = "faultline.dev/original-weights";

    /** The merge patch that does it, for {@code kubectl patch --type=merge}. */
    public static final String RESTORE = "faultline.dev/restore-patch";

    /** The weights that were put last: if others are in force somebody else has put them, and all this is void. */
    static final String PUT = "faultline.dev/put-weights";

    /** When an experiment must have renewed its hold; after that the weights go back. */
    public static final String LEASE = "faultline.dev/lease-until";

    /** Which process holds it. */
    public static final String HOLDER = "faultline.dev/held-by";

    private static final List<String> ALL = List.of(ORIGINAL, PUT, RESTORE, LEASE, HOLDER);
    private static final ObjectMapper JSON = WireJson.mapper();
    private static final StrictReader READER = new StrictReader(JSON);

    /**
     * An experiment's hold on the weights.
     *
     * @param holder the process that has it
     * @param until when it must have been renewed
     */
    record Lease(String holder, Instant until) {}

    private Annotations() {}

    /** Returns the weights that the object goes back to, if it carries any that are such. */
    static Optional<Split> original(ObjectNode object) {
        return weights(object, ORIGINAL);
    }

    /** Returns the weights that were put last by whoever wrote the annotations. */
    static Optional<Split> put(ObjectNode object) {
        return weights(object, PUT);
    }

    /** Returns the merge patch that the object offers to whoever wants to restore it; a missing node if none is one. */
    static JsonNode restore(ObjectNode object) {
        try {
            return READER.tree(annotation(object, RESTORE).asText("").getBytes(StandardCharsets.UTF_8));
        } catch (InvalidValue e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns whether the object carries any of them. */
    static boolean any(ObjectNode object) {
        return ALL.stream().anyMatch(name -> !annotation(object, name).isMissingNode());
    }

    private static Optional<Split> weights(ObjectNode object, String name) {
        JsonNode written = annotation(object, name);
        if (!written.isTextual()) {
            return Optional.empty();
        }
        try {
            byte[] weights = ("{\"weights\":" + written.textValue() + "}").getBytes(StandardCharsets.UTF_8);
            return Optional.of(READER.read(weights, Split.class));
        } catch (InvalidValue e) {
            // Somebody else's writing: what is in force now is then all that is known.
            return Optional.empty();
        }
    }

    /** Returns whose lease the object carries, and its end as written; nothing if none. */
    static Optional<String> lease(ObjectNode object) {
        JsonNode until = annotation(object, LEASE);
        return until.isTextual() ? Optional.of(until.textValue()) : Optional.empty();
    }

    /** Returns who holds the object. */
    static String holder(ObjectNode object) {
        return annotation(object, HOLDER).asText("somebody");
    }

    /** Returns annotations that say where to go back to, from what, and who holds it. */
    static ObjectNode held(Split original, Split put, ObjectNode restore, Optional<Lease> lease) {
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        annotations.put(ORIGINAL, JSON.valueToTree(original.weights()).toString());
        annotations.put(PUT, JSON.valueToTree(put.weights()).toString());
        annotations.put(RESTORE, restore.toString());
        annotations.put(LEASE, lease.map(held -> held.until().toString()).orElse(null));
        annotations.put(HOLDER, lease.map(Lease::holder).orElse(null));
        return annotations;
    }

    /** Returns annotations that remove all of them, as a merge patch has it. */
    static ObjectNode none() {
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        ALL.forEach(annotations::putNull);
        return annotations;
    }

    private static JsonNode annotation(ObjectNode object, String name) {
        return object.path("metadata").path("annotations").path(name);
    }
}
