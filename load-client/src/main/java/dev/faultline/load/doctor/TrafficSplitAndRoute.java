package dev.faultline.load.doctor;

import java.util.List;

/** Whether a TrafficSplit and a route are there at once. */
record TrafficSplitAndRoute() implements Check {

    @Override
    public String name() {
        return "split-and-route";
    }

    @Override
    public String why() {
        return "The ServiceProfile that a TrafficSplit becomes overrides the routes of its Service.";
    }

    @Override
    public String fine() {
        return "No TrafficSplit is beside a route.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.TRAFFIC_SPLITS, Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        if (view.splits().isEmpty() || view.routes().isEmpty()) {
            return List.of();
        }
        KubeObject split = view.splits().get(0);
        KubeObject route = view.routes().get(0).object();
        boolean smi = view.subject()
                .steered()
                .filter(name -> name.resource() == Resource.TRAFFIC_SPLITS)
                .isPresent();
        return List.of(Trouble.problem(
                split.title() + " and " + route.title() + " are of the same Service: the route does nothing",
                (smi ? route : split).kubectl("delete")));
    }
}
