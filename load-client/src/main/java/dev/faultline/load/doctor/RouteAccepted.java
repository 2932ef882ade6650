package dev.faultline.load.doctor;

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
        return Conditions.denied(view, "Accepted");
    }
}
