package dev.faultline.load.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the Service whose traffic is split is there, with that port. */
record ServiceThere() implements Check {

    @Override
    public String name() {
        return "service-there";
    }

    @Override
    public String why() {
        return "A mesh splits the traffic of a Service and its ports; what else is called is not split.";
    }

    @Override
    public String fine() {
        return "The Service is there, with the port.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        String name = view.subject().service();
        String namespace = view.subject().namespace();
        Optional<KubeObject> parent = view.parent();
        if (parent.isEmpty()) {
            return view.isRead(Resource.SERVICES)
                    ? List.of(Trouble.problem(
                            "there is no Service " + name + " in namespace " + namespace,
                            "kubectl -n " + namespace + " get services"))
                    : List.of();
        }
        if (view.portIndex() == null) {
            return List.of(Trouble.problem(
                    "Service " + name + " has no port " + view.subject().port() + ", but " + ports(parent.get()),
                    parent.get().set("/spec/ports/-", port(view.subject().port()))));
        }
        return List.of();
    }

    private static String ports(KubeObject service) {
        return Route.list(service.spec().path("ports")).stream()
                .map(port -> port.path("port").asText())
                .collect(Collectors.joining(", "));
    }

    private static String port(@Nullable Integer port) {
        return "{\"name\":\"port-" + port + "\",\"port\":" + port + ",\"targetPort\":" + port + "}";
    }
}
