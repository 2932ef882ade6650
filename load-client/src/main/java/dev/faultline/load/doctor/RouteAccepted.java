package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Whether Linkerd has accepted the route. */
record RouteAccepted() implements Check {

    @Override
    public String name() {
        return "route-accepted";
    }

    @Override
    public String why() {
        return "A route that is not accepted is not in force.";
    }

    @Override
    public String fine() {
        return "Linkerd has refused no route.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return view.routes().stream()
                .flatMap(route -> Conditions.of(route.object()).stream()
                        .filter(state -> state.path("type").asText().equals("Accepted"))
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
