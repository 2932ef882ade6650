package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether the routes have only fields that Linkerd knows. */
record KnownFields() implements Check {

    @Override
    public String name() {
        return "known-fields";
    }

    @Override
    public String why() {
        return "Linkerd passes over a whole route that has a field newer than Gateway API 1.2.1.";
    }

    @Override
    public String fine() {
        return "No route has a field newer than Gateway API 1.2.1.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (Route route : view.routes()) {
            if (route.object().resource() != Resource.POLICY_ROUTES) {
                String unknown = String.join(", ", GatewayFields.unknown(route.object()));
                if (!unknown.isEmpty()) {
                    troubles.add(Trouble.problem(
                            route.object().title() + " has " + unknown + ", which Gateway API 1.2.1 does not know",
                            route.object().kubectl("edit")));
                }
            }
        }
        return troubles;
    }
}
