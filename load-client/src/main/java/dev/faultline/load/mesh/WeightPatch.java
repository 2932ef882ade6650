package dev.faultline.load.mesh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Split;
import java.util.Optional;

/**
 * JSON merge patches (RFC 7396) that change the weights of an object and its marks together, and only if it is still the
 * one that was read.
 */
final class WeightPatch {

    private final RouteObject kind;
    private final ObjectNode object;

    /** @param object as it was read */
    WeightPatch(RouteObject kind, ObjectNode object) {
        this.kind = kind;
        this.object = object;
    }

    /**
     * Returns the patch after which the object has these weights. It remembers what to go back to, unless it is there
     * already and nobody holds it.
     *
     * @throws dev.faultline.wire.InvalidValue unless they name exactly its backends
     */
    ObjectNode to(Split wanted, Optional<Lease> lease) {
        Split inForce = kind.split(object);
        wanted.requireSameBackends(inForce);
        Split original = original(inForce);
        boolean back = wanted.weights().equals(original.weights()) && lease.isEmpty();
        ObjectNode annotations = back ? Marks.none() : Marks.held(original, restoring(original), lease);
        return patch(annotations, wanted);
    }

    /** Returns the patch after which the object has the weights that it goes back to. */
    ObjectNode back() {
        return patch(Marks.none(), original(kind.split(object)));
    }

    /** Returns the patch that prolongs a lease and changes nothing else. */
    ObjectNode renewing(Lease lease) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        metadata(patch).putObject("annotations").put(Marks.LEASE, lease.until().toString());
        return patch;
    }

    private Split original(Split inForce) {
        return Marks.original(object)
                .filter(split ->
                        split.weights().keySet().equals(inForce.weights().keySet()))
                .orElse(inForce);
    }

    private ObjectNode patch(ObjectNode annotations, Split wanted) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        metadata(patch).set("annotations", annotations);
        patch.set("spec", kind.spec(object, wanted));
        return patch;
    }

    /** What anybody may send later has no version: it is meant to be done whatever has happened meanwhile. */
    private ObjectNode restoring(Split original) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").set("annotations", Marks.none());
        patch.set("spec", kind.spec(object, original));
        return patch;
    }

    private ObjectNode metadata(ObjectNode patch) {
        return patch.putObject("metadata")
                .put(
                        "resourceVersion",
                        object.path("metadata").path("resourceVersion").asText());
    }
}
