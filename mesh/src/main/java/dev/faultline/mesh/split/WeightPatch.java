package dev.faultline.mesh.split;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Split;
import dev.faultline.platform.wire.Require;
import java.util.Map;
import java.util.Optional;

/**
 * JSON merge patches (RFC 7396) that change the weights of an object and its annotations together, and only if it is still the
 * one that was read.
 */
final class WeightPatch {

    private static final double SAME_SHARE = 1e-6;

    private final RouteObject kind;
    private final ObjectNode object;
    private final Map<String, Integer> inForce;

    /**
     * @param object as it was read
     * @throws dev.faultline.platform.wire.InvalidValue if it is nothing that can be steered
     */
    WeightPatch(RouteObject kind, ObjectNode object) {
        this.kind = kind;
        this.object = object;
        this.inForce = kind.weights(object);
    }

    /**
     * Returns the patch after which the object has these weights. It remembers what to go back to, unless it is there
     * already and nobody holds it.
     *
     * @param lease of who puts them; empty if they are put by hand
     * @throws dev.faultline.platform.wire.InvalidValue unless they name exactly its backends
     */
    ObjectNode to(Split wanted, Optional<Annotations.Lease> lease) {
        Require.that(
                wanted.weights().keySet().equals(inForce.keySet()),
                "weights",
                "must name exactly " + inForce.keySet(),
                wanted.weights().keySet());
        boolean known =
                !isOverruled() && (lease.isEmpty() || Annotations.lease(object).isPresent());
        // An experiment goes back to what was before it, whoever had put that.
        Split original = (known ? Annotations.original(object).filter(this::fits) : Optional.<Split>empty())
                .or(this::split)
                .orElse(wanted);
        boolean back = wanted.weights().equals(original.weights()) && lease.isEmpty();
        return patch(
                back ? Annotations.none() : Annotations.held(original, wanted, restoring(original), lease), wanted);
    }

    /** Returns the patch after which the object has those weights and no annotation of ours; only those go if it is overruled. */
    ObjectNode back(Split original) {
        return isOverruled() ? unannotating() : patch(Annotations.none(), original);
    }

    /** Returns the patch after which the object has those weights and no annotation of ours, whoever has put what it has. */
    ObjectNode forGood(Split wanted) {
        return patch(Annotations.none(), wanted);
    }

    /** Returns the weights that the object goes back to; nothing if that is not known. */
    Optional<Split> original() {
        return Annotations.original(object).filter(this::fits);
    }

    /** Returns the patch that removes our annotations and changes nothing else. */
    ObjectNode unannotating() {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        metadata(patch).set("annotations", Annotations.none());
        return patch;
    }

    /** Returns the patch that prolongs a lease and changes nothing else. */
    ObjectNode renewing(Annotations.Lease lease) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        metadata(patch)
                .putObject("annotations")
                .put(Annotations.LEASE, lease.until().toString());
        return patch;
    }

    /** Returns the patch that brings up to date what the object offers for restoring it; nothing if it is. */
    Optional<ObjectNode> refreshing() {
        return original()
                .map(this::restoring)
                .filter(restore -> !restore.equals(Annotations.restore(object)))
                .map(restore -> {
                    ObjectNode patch = JsonNodeFactory.instance.objectNode();
                    metadata(patch).putObject("annotations").put(Annotations.RESTORE, restore.toString());
                    return patch;
                });
    }

    /**
     * Returns whether somebody else has put weights since the annotations were written: an upgrade of the chart, or a person. The
     * same shares in other numbers are the same weights.
     */
    boolean isOverruled() {
        return Annotations.any(object)
                && !Annotations.put(object)
                        .filter(this::fits)
                        .filter(put ->
                                split().filter(now -> sameShares(put, now)).isPresent())
                        .isPresent();
    }

    private static boolean sameShares(Split one, Split other) {
        return one.weights().keySet().stream()
                .allMatch(backend -> Math.abs(one.share(backend) - other.share(backend)) < SAME_SHARE);
    }

    private boolean fits(Split split) {
        return split.weights().keySet().equals(inForce.keySet());
    }

    /** Returns the weights in force, if they are such as a mesh does not misread. */
    private Optional<Split> split() {
        boolean any = inForce.values().stream().anyMatch(weight -> weight > 0);
        return any ? Optional.of(new Split(inForce)) : Optional.empty();
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
        patch.putObject("metadata").set("annotations", Annotations.none());
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
