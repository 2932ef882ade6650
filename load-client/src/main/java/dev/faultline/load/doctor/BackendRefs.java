package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the backends of the routes are there. */
record BackendRefs() implements Check {

    @Override
    public String name() {
        return "backend-refs";
    }

    @Override
    public String why() {
        return "For its weight a reference to nothing gives a 500 made by the proxy, or the whole route is passed over.";
    }

    @Override
    public String fine() {
        return "The backends are there, with their ports.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES, Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        if (!view.isRead(Resource.SERVICES)) {
            return List.of();
        }
        List<Trouble> troubles = new ArrayList<>();
        for (Route route : view.routes()) {
            List<JsonNode> rules = route.rules();
            for (int i = 0; i < rules.size(); i++) {
                List<JsonNode> backends = Route.backends(rules.get(i));
                for (int j = 0; j < backends.size(); j++) {
                    look(route.object(), backends.get(j), "/spec/rules/" + i + "/backendRefs/" + j, view)
                            .ifPresent(troubles::add);
                }
            }
        }
        return troubles;
    }

    private static Optional<Trouble> look(KubeObject route, JsonNode backend, String at, ClusterView view) {
        String name = backend.path("name").asText();
        String namespace = backend.path("namespace").asText(route.namespace());
        boolean service = backend.path("kind").asText("Service").equals("Service");
        // Services of other namespaces are not read.
        if (!service || !namespace.equals(view.subject().namespace())) {
            return Optional.empty();
        }
        Optional<KubeObject> there = view.service(name);
        if (there.isEmpty()) {
            return Optional.of(Trouble.problem(
                    route.title() + " sends to Service " + name + ", which is not there",
                    "kubectl -n " + namespace + " get services"));
        }
        List<Integer> ports = Route.list(there.get().spec().path("ports")).stream()
                .map(port -> port.path("port").asInt())
                .toList();
        Integer port = Route.port(backend);
        return ports.isEmpty() || (port != null && ports.contains(port))
                ? Optional.empty()
                : Optional.of(Trouble.problem(
                        route.title() + " sends to "
                                + (port == null ? "no port" : "port " + port) + " of Service " + name + ", which has "
                                + ports,
                        route.set(at + "/port", String.valueOf(ports.get(0)))));
    }
}
