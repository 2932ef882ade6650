package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether the API server knows the kinds that a split is made of. */
record MissingKinds() implements Check {

    private static final String GATEWAY = "kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/"
            + "download/v1.2.1/standard-install.yaml";

    @Override
    public String name() {
        return "kinds-known";
    }

    @Override
    public String why() {
        return "What a split is made of does not exist in this cluster, so nothing can be split.";
    }

    @Override
    public String fine() {
        return "The API server knows the kinds that are needed.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.TRAFFIC_SPLITS, Resource.SERVERS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        boolean smi = view.subject()
                .steered()
                .filter(route -> route.resource() == Resource.TRAFFIC_SPLITS)
                .isPresent();
        if (isMissing(view, Resource.SERVERS)) {
            troubles.add(Trouble.problem(
                    "servers.policy.linkerd.io is not known here: Linkerd is not installed",
                    "linkerd install --crds | kubectl apply -f - && linkerd install | kubectl apply -f -"));
        }
        if (smi && isMissing(view, Resource.TRAFFIC_SPLITS)) {
            troubles.add(Trouble.problem(
                    "trafficsplits.split.smi-spec.io v1alpha1 is not known here: the SMI extension is not installed",
                    "linkerd smi install | kubectl apply -f -"));
        }
        if (!smi && isMissing(view, Resource.HTTP_ROUTES)) {
            troubles.add(Trouble.problem(
                    "httproutes.gateway.networking.k8s.io v1 is not known here: the Gateway API is not installed",
                    GATEWAY));
        } else if (!smi && isMissing(view, Resource.GRPC_ROUTES)) {
            boolean wanted = view.subject()
                    .steered()
                    .filter(route -> route.resource() == Resource.GRPC_ROUTES)
                    .isPresent();
            Severity severity = wanted ? Severity.PROBLEM : Severity.WARNING;
            troubles.add(new Trouble(severity, "grpcroutes.gateway.networking.k8s.io v1 is not known here", GATEWAY));
        }
        return troubles;
    }

    private static boolean isMissing(ClusterView view, Resource resource) {
        return view.isRead(resource) && !view.served().contains(resource);
    }
}
