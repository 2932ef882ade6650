package dev.faultline.load.doctor;

import java.util.List;

/** Whether Linkerd has found the backends of the route. */
record RefsResolved() implements Check {

    @Override
    public String name() {
        return "refs-resolved";
    }

    @Override
    public String why() {
        return "Each request whose backend is not found gets a 500 of the proxy: a failure that the injector knows nothing of.";
    }

    @Override
    public String fine() {
        return "Linkerd misses no backend of a route.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return Conditions.denied(view, "ResolvedRefs");
    }
}
