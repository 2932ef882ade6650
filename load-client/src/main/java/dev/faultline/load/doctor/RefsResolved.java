package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Whether Linkerd has found the backends of the route. */
record RefsResolved() implements Check {

    @Override
    public String name() {
        return "refs-resolved";
    }

    @Override
    public String why() {
        return "Each request whose backend is not found gets a 500 of the proxy: a failure that the injector knows nothing of.";
    }

    @Override
    public String fine() {
        return "Linkerd misses no backend of a route.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return view.routes().stream()
                .flatMap(route -> Conditions.of(route.object()).stream()
                        .filter(state -> state.path("type").asText().equals("ResolvedRefs"))
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
