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

    /** Returns a problem for each route that Linkerd denies a condition of that type. */
    static List<Trouble> denied(ClusterView view, String type) {
        return view.routes().stream()
                .flatMap(route -> of(route.object()).stream()
                        .filter(state -> state.path("type").asText().equals(type))
                        .filter(state -> state.path("status").asText().equals("False"))
                        .map(state -> Trouble.problem(
                                route.object().title() + ": "
                                        + state.path("reason").asText() + told(state),
                                route.object().kubectl("describe"))))
                .toList();
    }

    private static String told(JsonNode state) {
        String message = state.path("message").asText();
        return message.isEmpty() ? "" : " (" + message + ")";
    }
}
