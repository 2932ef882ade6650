package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether routes name the Service in a way that Linkerd understands. */
record ParentRefs() implements Check {

    @Override
    public String name() {
        return "parent-ref";
    }

    @Override
    public String why() {
        return "Linkerd passes over a reference that is not to a Service, in silence: the route is there and does nothing.";
    }

    @Override
    public String fine() {
        return "The routes name the Service, its kind and its port.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES, Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (Route route : Route.of(view)) {
            List<JsonNode> all = Route.list(route.object().spec().path("parentRefs"));
            List<JsonNode> ours = route.references(view.subject());
            for (int i = 0; i < all.size(); i++) {
                if (ours.contains(all.get(i))) {
                    look(route, all.get(i), "/spec/parentRefs/" + i, view).ifPresent(troubles::add);
                }
            }
        }
        return troubles;
    }

    private static Optional<Trouble> look(Route route, JsonNode parent, String at, ClusterView view) {
        KubeObject object = route.object();
        if (!Route.isService(parent)) {
            return Optional.of(Trouble.problem(
                    object.title() + " names " + view.subject().service() + " as a "
                            + parent.path("kind").asText("Gateway") + " of the group "
                            + parent.path("group").asText("gateway.networking.k8s.io"),
                    "kubectl -n " + object.namespace() + " patch " + object.resource() + " " + object.name()
                            + " --type=json -p '[{\"op\":\"add\",\"path\":\"" + at
                            + "/group\",\"value\":\"core\"},{\"op\":\"add\",\"path\":\"" + at
                            + "/kind\",\"value\":\"Service\"}]'"));
        }
        Integer port = Route.port(parent);
        Optional<KubeObject> service = view.parent();
        if (port == null || service.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> ports = Route.list(service.get().spec().path("ports")).stream()
                .map(one -> one.path("port").asInt())
                .toList();
        return ports.contains(port) || ports.isEmpty()
                ? Optional.empty()
                : Optional.of(Trouble.problem(
                        object.title() + " names port " + port + ", which Service "
                                + service.get().name() + " does not have",
                        object.set(at + "/port", String.valueOf(ports.get(0)))));
    }
}
