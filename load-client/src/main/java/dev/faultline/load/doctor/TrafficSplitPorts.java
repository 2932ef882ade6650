package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the Services of a TrafficSplit have the same ports. */
record TrafficSplitPorts() implements Check {

    @Override
    public String name() {
        return "split-ports";
    }

    @Override
    public String why() {
        return "A TrafficSplit names no ports: a request goes to the same port of the other Service, where nothing listens then.";
    }

    @Override
    public String fine() {
        return "The Services of TrafficSplits have the same ports.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.TRAFFIC_SPLITS, Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (KubeObject split : view.splits()) {
            for (JsonNode backend : split.spec().path("backends")) {
                view.service(backend.path("service").asText()).ifPresent(leaf -> {
                    Set<Integer> missing = ports(view.parent());
                    missing.removeAll(ports(Optional.of(leaf)));
                    missing.removeIf(port -> !view.subject().isAt(port));
                    if (!missing.isEmpty()) {
                        int port = missing.iterator().next();
                        troubles.add(Trouble.problem(
                                "Service " + leaf.name() + " lacks the port " + port + " of "
                                        + view.subject().service(),
                                leaf.set(
                                        "/spec/ports/-",
                                        "{\"name\":\"port-" + port + "\",\"port\":" + port + ",\"targetPort\":"
                                                + Route.list(leaf.spec().path("ports")).stream()
                                                        .findFirst()
                                                        .map(first -> first.path("targetPort")
                                                                .toString())
                                                        .orElse(String.valueOf(port))
                                                + "}")));
                    }
                });
            }
        }
        return troubles;
    }

    private static Set<Integer> ports(Optional<KubeObject> service) {
        Set<Integer> ports = new TreeSet<>();
        service.ifPresent(there -> there.spec()
                .path("ports")
                .forEach(port -> ports.add(port.path("port").asInt())));
        return ports;
    }
}
