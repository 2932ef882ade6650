package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether the routes have only filters that Linkerd knows. */
record KnownFilters() implements Check {

    private static final Set<String> DONE =
            Set.of("RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect");

    @Override
    public String name() {
        return "known-filters";
    }

    @Override
    public String why() {
        return "Linkerd passes over a whole route that has a filter which it does not do.";
    }

    @Override
    public String fine() {
        return "No route has a filter that Linkerd does not do.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return view.routes().stream()
                .flatMap(route -> types(route).stream()
                        .filter(type -> !DONE.contains(type))
                        .map(type -> Trouble.problem(
                                route.object().title() + " has a filter " + type + ", which Linkerd does not do",
                                route.object().kubectl("edit"))))
                .toList();
    }

    private static Set<String> types(Route route) {
        Set<String> types = new TreeSet<>();
        for (JsonNode rule : route.rules()) {
            List<JsonNode> filters = new ArrayList<>(Route.list(rule.path("filters")));
            Route.backends(rule).forEach(backend -> filters.addAll(Route.list(backend.path("filters"))));
            filters.forEach(filter -> types.add(filter.path("type").asText()));
        }
        return types;
    }
}
