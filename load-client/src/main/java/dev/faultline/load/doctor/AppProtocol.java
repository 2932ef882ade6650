package dev.faultline.load.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the port is one whose protocol Linkerd routes. */
record AppProtocol() implements Check {

    private static final String HTTP = "http";
    private static final String H2C = "kubernetes.io/h2c";
    private static final List<String> OPAQUE = List.of("linkerd.io/opaque", "linkerd.io/tcp");

    @Override
    public String name() {
        return "app-protocol";
    }

    @Override
    public String why() {
        return "Linkerd takes a port by its appProtocol: any value that it does not know makes it opaque, without routes.";
    }

    @Override
    public String fine() {
        return "The appProtocol of the port lets the routes count.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES, Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        String protocol = of(view);
        Integer index = view.portIndex();
        Optional<KubeObject> parent = view.parent();
        if (protocol.isEmpty() || index == null || parent.isEmpty()) {
            return List.of();
        }
        boolean grpc = view.routes().stream().anyMatch(Route::isGrpc);
        String wanted = grpc ? H2C : HTTP;
        String lower = protocol.toLowerCase(Locale.ROOT);
        String found =
                "port " + parent.get().spec().at("/ports/" + index + "/port").asText() + " of Service "
                        + parent.get().name() + " has appProtocol " + protocol + ": ";
        String mend = parent.get().set("/spec/ports/" + index + "/appProtocol", '"' + wanted + '"');
        if (!lower.equals(HTTP) && !lower.equals(H2C)) {
            String why = OPAQUE.contains(lower) ? "its connections are opaque" : "Linkerd does not know it";
            return List.of(Trouble.problem(found + why, mend));
        }
        return lower.equals(HTTP) && grpc
                ? List.of(Trouble.problem(found + "only HTTPRoutes count, the GRPCRoute does not", mend))
                : List.of();
    }

    /** Returns that of the split's port; empty if it has none. */
    static String of(ClusterView view) {
        Integer index = view.portIndex();
        return view.parent()
                .filter(service -> index != null)
                .map(service ->
                        service.spec().at("/ports/" + index + "/appProtocol").asText())
                .orElse("");
    }
}
