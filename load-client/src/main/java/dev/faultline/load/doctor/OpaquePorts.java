package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether an annotation takes the port away from the proxy. */
record OpaquePorts() implements Check {

    private static final String OPAQUE = "config.linkerd.io/opaque-ports";
    private static final String SKIP = "config.linkerd.io/skip-outbound-ports";

    /** What Linkerd takes for opaque where nothing is said: protocols in which the server speaks first. */
    private static final String BY_DEFAULT = "25,587,3306,4444,5432,6379,9300,11211";

    @Override
    public String name() {
        return "opaque-ports";
    }

    @Override
    public String why() {
        return "An opaque or skipped port is passed through as bytes: no route, no split.";
    }

    @Override
    public String fine() {
        return "No annotation makes the port opaque, or skips it.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES, Resource.PODS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        Integer index = view.portIndex();
        Optional<KubeObject> parent = view.parent();
        if (index == null || parent.isEmpty()) {
            return List.of();
        }
        KubeObject service = parent.get();
        int port = service.spec().at("/ports/" + index + "/port").asInt();
        List<Trouble> troubles = new ArrayList<>();
        Optional<String> space = view.namespace(service.namespace()).flatMap(namespace -> namespace.annotation(OPAQUE));
        String opaque = service.annotation(OPAQUE).or(() -> space).orElse(BY_DEFAULT);
        if (PortList.covers(opaque, port)) {
            boolean own = service.annotation(OPAQUE).isPresent();
            String whose =
                    own ? "its annotation " + OPAQUE : space.isPresent() ? "the namespace's" : "Linkerd's defaults";
            troubles.add(Trouble.problem(
                    "port " + port + " of Service " + service.name() + " is opaque by " + whose + ": " + opaque,
                    service.kubectl("annotate") + " --overwrite " + OPAQUE + "=" + PortList.without(opaque, port)));
        }
        view.pods(Party.CLIENT).stream()
                .filter(pod -> PortList.covers(pod.annotation(SKIP).orElse(""), port))
                .findFirst()
                .ifPresent(pod -> troubles.add(Trouble.problem(
                        "pod " + pod.name() + " sends to port " + port + " past its proxy: " + SKIP,
                        "kubectl -n " + pod.namespace() + " get pod " + pod.name()
                                + " -o jsonpath='{.metadata.ownerReferences[0].name}'")));
        return troubles;
    }
}
