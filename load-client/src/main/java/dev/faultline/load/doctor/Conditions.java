package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What controllers have written into the status of a route. */
final class Conditions {

    /** The controller whose word counts. */
    static final String LINKERD = "linkerd.io/policy-controller";

    private Conditions() {}

    /** Returns the conditions that Linkerd has written, of all parents. */
    static List<JsonNode> of(KubeObject route) {
        return Route.list(route.json().at("/status/parents")).stream()
                .filter(parent -> parent.path("controllerName").asText().equals(LINKERD))
                .flatMap(parent -> Route.list(parent.path("conditions")).stream())
                .toList();
    }
}
