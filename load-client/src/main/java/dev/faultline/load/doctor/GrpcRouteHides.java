package dev.faultline.load.doctor;

import java.util.List;

/** Whether a GRPCRoute hides an HTTPRoute. */
record GrpcRouteHides() implements Check {

    @Override
    public String name() {
        return "grpc-route-hides";
    }

    @Override
    public String why() {
        return "Where a port has a GRPCRoute, Linkerd passes over all its HTTPRoutes.";
    }

    @Override
    public String fine() {
        return "No GRPCRoute hides an HTTPRoute.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES, Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Route> grpc = view.routes().stream().filter(Route::isGrpc).toList();
        List<Route> http =
                view.routes().stream().filter(route -> !route.isGrpc()).toList();
        // Where the port is HTTP/1 by its appProtocol, it is the other way around.
        if (grpc.isEmpty() || http.isEmpty() || AppProtocol.of(view).equalsIgnoreCase("http")) {
            return List.of();
        }
        KubeObject hiding = grpc.get(0).object();
        return List.of(Trouble.problem(
                hiding.title() + " hides " + http.get(0).object().title()
                        + " on the same port; gRPC needs a port of the Service of its own",
                hiding.kubectl("delete")));
    }
}
