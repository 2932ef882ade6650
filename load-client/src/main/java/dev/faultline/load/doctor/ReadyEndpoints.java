package dev.faultline.load.doctor;

import java.util.List;

/** Whether a Service has pods that are ready. */
record ReadyEndpoints(Party party) implements Check {

    @Override
    public String name() {
        return party.wire() + "-ready";
    }

    @Override
    public String why() {
        return party == Party.INJECTOR
                ? "A proxy passes over backends with nobody ready: the injector's share goes to the others, and nothing fails."
                : "A proxy passes over backends with nobody ready: all traffic goes to the injector, or waits and gets a 504.";
    }

    @Override
    public String fine() {
        return "The Service of the " + party.wire() + " has ready pods.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES, Resource.ENDPOINT_SLICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        String name = view.serviceOf(party);
        String namespace = view.subject().namespace();
        if (!view.isRead(Resource.SERVICES) || !view.isRead(Resource.ENDPOINT_SLICES)) {
            return List.of();
        }
        if (view.service(name).isEmpty()) {
            // That the parent is missing is told elsewhere.
            return party == Party.INJECTOR
                    ? List.of(Trouble.problem(
                            "there is no Service " + name + " in namespace " + namespace,
                            "kubectl -n " + namespace + " get services -l app.kubernetes.io/name=error-injector"))
                    : List.of();
        }
        return isReady(view, name)
                ? List.of()
                : List.of(Trouble.problem(
                        "Service " + name + " has no ready endpoints"
                                + (pods(view).isEmpty() ? ": no pod is behind it" : ""),
                        mend(view)));
    }

    private static boolean isReady(ClusterView view, String service) {
        return view.all(Resource.ENDPOINT_SLICES).stream()
                .filter(slice -> slice.namespace().equals(view.subject().namespace()))
                .filter(slice -> slice.label("kubernetes.io/service-name")
                        .filter(service::equals)
                        .isPresent())
                .flatMap(slice -> Route.list(slice.json().path("endpoints")).stream())
                // Left out, it counts as ready.
                .anyMatch(endpoint -> endpoint.at("/conditions/ready").asBoolean(true));
    }

    private List<KubeObject> pods(ClusterView view) {
        return view.pods(party);
    }

    private String mend(ClusterView view) {
        List<KubeObject> pods = pods(view);
        String namespace = view.subject().namespace();
        return pods.isEmpty()
                ? "kubectl -n " + namespace + " scale deployment " + view.serviceOf(party) + " --replicas=1"
                : "kubectl -n " + namespace + " describe pod " + pods.get(0).name();
    }
}
