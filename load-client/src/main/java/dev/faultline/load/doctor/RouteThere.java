package dev.faultline.load.doctor;

import java.util.List;

/** Whether anything splits the traffic of the Service. */
record RouteThere() implements Check {

    @Override
    public String name() {
        return "split-there";
    }

    @Override
    public String why() {
        return "Without a route or TrafficSplit that names the injector no request ever reaches it.";
    }

    @Override
    public String fine() {
        return "Something splits the traffic of the Service.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES, Resource.TRAFFIC_SPLITS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        String injector = view.subject().injector();
        Subject subject = view.subject();
        boolean routed = Route.of(view).stream()
                .filter(route -> !route.references(subject).isEmpty())
                .anyMatch(route -> route.sendsTo(injector));
        boolean split = view.splits().stream()
                .flatMap(object -> Route.list(object.spec().path("backends")).stream())
                .anyMatch(backend -> backend.path("service").asText().equals(injector));
        boolean read = needs().stream().allMatch(view::isRead);
        if (routed || split || !read) {
            return List.of();
        }
        String what = subject.steered()
                .map(route -> route.resource() + " " + route.name() + " is not there, or does not")
                .orElse("no HTTPRoute, GRPCRoute or TrafficSplit does");
        return List.of(Trouble.problem(
                what + " split Service " + subject.service() + " between itself and " + injector,
                "kubectl -n " + subject.namespace() + " apply -f linkerd/http-route.yaml"));
    }
}
