package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** Whether the pods of a party have a proxy. */
record Meshed(Party party) implements Check {

    private static final String INJECT = "linkerd.io/inject";

    @Override
    public String name() {
        return party.wire() + "-meshed";
    }

    @Override
    public String why() {
        return switch (party) {
            case CLIENT ->
                "The split is drawn by the proxy of whoever sends; without one everything goes to the Service.";
            case BACKEND ->
                "What comes in unmeshed has no mTLS, and policies and the mesh's figures know nothing of it.";
            case INJECTOR ->
                "Without a proxy faults of connections (resets, broken bytes) reach the client's proxy raw.";
        };
    }

    @Override
    public String fine() {
        return "The pods of the " + party.wire() + " have a linkerd-proxy.";
    }

    @Override
    public List<Resource> needs() {
        // Which pods are behind a Service only the Service tells.
        return party == Party.CLIENT ? List.of(Resource.PODS) : List.of(Resource.PODS, Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<KubeObject> all = view.pods(party);
        List<KubeObject> bare = all.stream().filter(pod -> !isMeshed(pod)).toList();
        if (!bare.isEmpty()) {
            KubeObject first = bare.get(0);
            Severity severity = party == Party.CLIENT ? Severity.PROBLEM : Severity.WARNING;
            return List.of(new Trouble(severity, told(first, bare.size(), all.size(), view), mend(first, view)));
        }
        if (all.isEmpty() && party == Party.CLIENT && view.isRead(Resource.PODS)) {
            String namespace = view.subject().clientNamespace();
            return List.of(Trouble.warning(
                    "there is no pod with the label app.kubernetes.io/name=load-client in namespace " + namespace
                            + "; whoever sends must be meshed",
                    "kubectl -n " + namespace + " get pods -o custom-columns=NAME:.metadata.name,"
                            + "PROXY:.metadata.annotations.linkerd\\\\.io/proxy-version"));
        }
        return List.of();
    }

    private static boolean isMeshed(KubeObject pod) {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> Route.list(pod.spec().path(list)).stream())
                .anyMatch(container -> container.path("name").asText().equals("linkerd-proxy"));
    }

    private static String told(KubeObject pod, int bare, int all, ClusterView view) {
        String wish = pod.annotation(INJECT).orElse("");
        boolean namespace = asks(inNamespace(pod, view));
        String reason = wish.equals("disabled")
                ? "its annotation " + INJECT + " is disabled"
                : asks(wish)
                        ? "its annotation " + INJECT + " asks for one, but it was made without: Linkerd was not there"
                        : namespace
                                ? "its namespace asks for one, but the pod is older than that (" + pod.created() + ")"
                                : "neither it nor its namespace has the annotation " + INJECT;
        String others = all == 1 ? "" : " (" + bare + " of " + all + " pods have none)";
        return "pod " + pod.name() + " has no linkerd-proxy: " + reason + others;
    }

    private static String mend(KubeObject pod, ClusterView view) {
        String wish = pod.annotation(INJECT).orElse(inNamespace(pod, view));
        String kubectl = "kubectl -n " + pod.namespace() + " ";
        String owner = owner(pod);
        if (owner.isEmpty()) {
            return kubectl + "annotate namespace " + pod.namespace() + " " + INJECT + "=enabled --overwrite && "
                    + kubectl + "delete pod " + pod.name();
        }
        return asks(wish)
                ? kubectl + "rollout restart " + owner
                : kubectl + "patch " + owner + " --type=merge -p '{\"spec\":{\"template\":{\"metadata\":"
                        + "{\"annotations\":{\"" + INJECT + "\":\"enabled\"}}}}}'";
    }

    /** A ReplicaSet is called like its Deployment, and a hash. */
    private static String owner(KubeObject pod) {
        JsonNode owner = pod.json().at("/metadata/ownerReferences/0");
        String name = owner.path("name").asText();
        String hash = pod.label("pod-template-hash").map(label -> "-" + label).orElse("");
        return switch (owner.path("kind").asText()) {
            case "ReplicaSet" ->
                "deployment " + (name.endsWith(hash) ? name.substring(0, name.length() - hash.length()) : name);
            case "StatefulSet" -> "statefulset " + name;
            case "DaemonSet" -> "daemonset " + name;
            default -> "";
        };
    }

    private static String inNamespace(KubeObject pod, ClusterView view) {
        return view.namespace(pod.namespace())
                .flatMap(namespace -> namespace.annotation(INJECT))
                .orElse("");
    }

    private static boolean asks(String wish) {
        return wish.equals("enabled") || wish.equals("ingress");
    }
}
