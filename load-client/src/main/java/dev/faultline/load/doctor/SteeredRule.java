package dev.faultline.load.doctor;

import java.util.List;

/** Whether it is clear which rule is steered. */
record SteeredRule() implements Check {

    @Override
    public String name() {
        return "steered-rule";
    }

    @Override
    public String why() {
        return "load-client steers the only rule with more than one backend, and refuses if there is none or several.";
    }

    @Override
    public String fine() {
        return "One rule has more than one backend.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return OurLabel.steerable(view).stream()
                .filter(object -> object.resource() != Resource.TRAFFIC_SPLITS)
                .map(Route::new)
                .filter(route -> split(route) != 1)
                .map(route -> Trouble.warning(
                        route.object().title() + " has " + split(route) + " rules with more than one backend",
                        route.object().kubectl("edit")))
                .toList();
    }

    private static long split(Route route) {
        return route.rules().stream()
                .filter(rule -> Route.backends(rule).size() > 1)
                .count();
    }
}
