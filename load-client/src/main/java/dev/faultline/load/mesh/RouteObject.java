package dev.faultline.load.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.Split;
import java.util.Map;
import java.util.Optional;

/** How a kind of object writes down its weights. Pure and stateless. */
sealed interface RouteObject permits RuleRoute, SmiSplit {

    /**
     * Returns the weights that are steered as they are written, which may all be zero.
     *
     * @throws dev.faultline.wire.InvalidValue if it has none that could be
     */
    Map<String, Integer> weights(ObjectNode object);

    /**
     * Returns the weights that are steered.
     *
     * @throws dev.faultline.wire.InvalidValue if it has none that could be, or a mesh would misread them
     */
    default Split split(ObjectNode object) {
        return new Split(weights(object));
    }

    /** Returns the part of {@code spec} to send, as a merge patch, so that the object has these weights. */
    ObjectNode spec(ObjectNode object, Split wanted);

    /** Returns which requests its rules take, as far as that is known from requests' headers alone. */
    Optional<Route> route(ObjectNode object);
}
