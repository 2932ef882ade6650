package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether anybody has read the route, as it is now. */
record RouteStatus() implements Check {

    private static final String OBSERVED = "observedGeneration";
    private static final String RESTART = "kubectl -n linkerd rollout restart deployment linkerd-destination";

    @Override
    public String name() {
        return "route-status";
    }

    @Override
    public String why() {
        return "What no controller has answered is not in force, or an older state of it is.";
    }

    @Override
    public String fine() {
        return "Linkerd has read the routes as they are now.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (Route route : view.routes()) {
            KubeObject object = route.object();
            List<JsonNode> states = Conditions.of(object);
            long generation = object.json().at("/metadata/generation").asLong();
            if (states.isEmpty()) {
                troubles.add(Trouble.problem(object.title() + " has no status from " + Conditions.LINKERD, RESTART));
            } else if (states.stream()
                    .anyMatch(
                            state -> state.has(OBSERVED) && state.path(OBSERVED).asLong() < generation)) {
                troubles.add(Trouble.problem(
                        "the status of " + object.title() + " is behind: it is of generation "
                                + states.get(0).path(OBSERVED).asLong() + " of " + generation,
                        RESTART));
            }
        }
        return troubles;
    }
}
