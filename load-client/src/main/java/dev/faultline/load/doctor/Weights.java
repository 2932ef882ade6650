package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether the weights are ones that a proxy reads as they are meant. */
record Weights() implements Check {

    private static final Pattern ZERO = Pattern.compile("0+(\\.0*)?m?");

    @Override
    public String name() {
        return "weights";
    }

    @Override
    public String why() {
        return "A backend alone with weight 0 still gets everything, and weights that are all 0 break the proxy that draws.";
    }

    @Override
    public String fine() {
        return "No rule has weights that a proxy misreads.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES, Resource.TRAFFIC_SPLITS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (Route route : view.routes()) {
            List<JsonNode> rules = route.rules();
            for (int i = 0; i < rules.size(); i++) {
                String at = "/spec/rules/" + i + "/backendRefs/0/weight";
                look(route.object(), Route.backends(rules.get(i)), at).ifPresent(troubles::add);
            }
        }
        for (KubeObject split : view.splits()) {
            look(split, Route.list(split.spec().path("backends")), "/spec/backends/0/weight")
                    .ifPresent(troubles::add);
        }
        return troubles;
    }

    private static Optional<Trouble> look(KubeObject object, List<JsonNode> backends, String at) {
        boolean zero = !backends.isEmpty() && backends.stream().allMatch(Weights::isZero);
        String what = backends.size() == 1
                ? " has one backend, of weight 0: it gets everything all the same"
                : " has only weights of 0";
        return zero ? Optional.of(Trouble.problem(object.title() + what, object.set(at, "100"))) : Optional.empty();
    }

    /** SMI's may be written as 0m. */
    private static boolean isZero(JsonNode backend) {
        return ZERO.matcher(backend.path("weight").asText("1")).matches();
    }
}
