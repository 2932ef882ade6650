package dev.faultline.mesh.doctor;

import static dev.faultline.mesh.doctor.Check.problem;
import static dev.faultline.mesh.doctor.Check.warning;
import static dev.faultline.mesh.doctor.Resource.GRPC_ROUTES;
import static dev.faultline.mesh.doctor.Resource.HTTP_ROUTES;
import static dev.faultline.mesh.doctor.Resource.PODS;
import static dev.faultline.mesh.doctor.Resource.POD_CHAOS;
import static dev.faultline.mesh.doctor.Resource.SCHEDULES;
import static dev.faultline.mesh.doctor.Resource.SERVERS;
import static dev.faultline.mesh.doctor.Resource.SERVICES;
import static dev.faultline.mesh.doctor.Resource.TRAFFIC_SPLITS;
import static dev.faultline.mesh.doctor.Resource.WORKFLOWS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.mesh.doctor.Check.Trouble;
import dev.faultline.mesh.doctor.ClusterView.Party;
import dev.faultline.mesh.doctor.ClusterView.Subject;
import dev.faultline.mesh.doctor.Examination.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether there is a mesh: Linkerd and the kinds of a split are installed, and the pods have a proxy. */
final class MeshChecks {

    static final List<Check> ALL = List.of(
            new Check(
                    "kinds-known",
                    "What a split is made of does not exist in this cluster, so nothing can be split.",
                    "The API server knows the kinds that are needed.",
                    List.of(HTTP_ROUTES, GRPC_ROUTES, TRAFFIC_SPLITS, SERVERS),
                    MeshChecks::missingKinds),
            new Check(
                    "client-meshed",
                    "The split is drawn by the proxy of whoever sends; without one everything goes to the Service.",
                    "The pods of the client have a linkerd-proxy.",
                    List.of(PODS),
                    view -> podsWithoutProxy(Party.CLIENT, view)),
            new Check(
                    "backend-meshed",
                    "What comes in unmeshed has no mTLS, and policies and the mesh's figures know nothing of it.",
                    "The pods of the backend have a linkerd-proxy.",
                    List.of(PODS, SERVICES),
                    view -> podsWithoutProxy(Party.BACKEND, view)),
            new Check(
                    "injector-meshed",
                    "Without a proxy faults of connections (resets, broken bytes) reach the client's proxy raw.",
                    "The pods of the injector have a linkerd-proxy.",
                    List.of(PODS, SERVICES),
                    view -> podsWithoutProxy(Party.INJECTOR, view)),
            new Check(
                    "pod-failure",
                    "pod-failure pauses a proxy that is a native sidecar, too: it is back only after its startup probe has failed 120 times, nearly two minutes after the end.",
                    "No pod-failure of Chaos Mesh selects a pod whose proxy is a native sidecar.",
                    List.of(PODS, POD_CHAOS, SCHEDULES, WORKFLOWS),
                    MeshChecks::podFailures));

    /** Linkerd 2.20 has renamed it. */
    private static final String ORDINARY_PROXY = "{\"config.linkerd.io/proxy-enable-native-sidecar\":\"false\","
            + "\"config.beta.linkerd.io/proxy-enable-native-sidecar\":\"false\"}";

    private static final String INJECT = "linkerd.io/inject";
    private static final String INSTALL_GATEWAY_API = "kubectl apply -f "
            + "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.1/standard-install.yaml";

    private MeshChecks() {}

    private static List<Trouble> missingKinds(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        Subject subject = view.subject();
        boolean smi = subject.isSteeredBy(TRAFFIC_SPLITS);
        if (isMissing(view, SERVERS)) {
            troubles.add(problem(
                    "servers.policy.linkerd.io is not known here: Linkerd is not installed",
                    "linkerd install --crds | kubectl apply -f - && linkerd install | kubectl apply -f -"));
        }
        if (smi && isMissing(view, TRAFFIC_SPLITS)) {
            troubles.add(problem(
                    "trafficsplits.split.smi-spec.io v1alpha1 is not known here: the SMI extension is not installed",
                    "linkerd smi install | kubectl apply -f -"));
        }
        if (!smi && isMissing(view, HTTP_ROUTES)) {
            troubles.add(problem(
                    "httproutes.gateway.networking.k8s.io v1 is not known here: the Gateway API is not installed",
                    INSTALL_GATEWAY_API));
        } else if (!smi && isMissing(view, GRPC_ROUTES)) {
            Severity severity = subject.isSteeredBy(GRPC_ROUTES) ? Severity.PROBLEM : Severity.WARNING;
            troubles.add(new Trouble(
                    severity, "grpcroutes.gateway.networking.k8s.io v1 is not known here", INSTALL_GATEWAY_API));
        }
        return troubles;
    }

    private static boolean isMissing(ClusterView view, Resource resource) {
        return view.isRead(resource) && !view.served().contains(resource);
    }

    private static List<Trouble> podsWithoutProxy(Party party, ClusterView view) {
        List<KubeObject> all = view.pods(party);
        List<KubeObject> bare = all.stream().filter(pod -> !hasProxy(pod)).toList();
        if (!bare.isEmpty()) {
            KubeObject first = bare.get(0);
            String others = all.size() == 1 ? "" : " (" + bare.size() + " of " + all.size() + " pods have none)";
            String found = "pod " + first.name() + " has no linkerd-proxy: " + whyNoProxy(first, view) + others;
            Severity severity = party == Party.CLIENT ? Severity.PROBLEM : Severity.WARNING;
            return List.of(new Trouble(severity, found, injecting(first, view)));
        }
        if (all.isEmpty() && party == Party.CLIENT && view.isRead(PODS)) {
            String namespace = view.subject().clientNamespace();
            return List.of(warning(
                    "there is no pod with the label app.kubernetes.io/name=load-client in namespace " + namespace
                            + "; whoever sends must be meshed",
                    "kubectl -n " + namespace + " get pods -o custom-columns=NAME:.metadata.name,"
                            + "PROXY:.metadata.annotations.linkerd\\\\.io/proxy-version"));
        }
        return List.of();
    }

    private static boolean hasProxy(KubeObject pod) {
        return hasProxy(pod, "containers") || hasNativeSidecar(pod);
    }

    private static boolean hasNativeSidecar(KubeObject pod) {
        return hasProxy(pod, "initContainers");
    }

    private static boolean hasProxy(KubeObject pod, String list) {
        return pod.spec()
                .path(list)
                .valueStream()
                .anyMatch(container -> container.path("name").asText().equals("linkerd-proxy"));
    }

    /** One for each object that holds a pod-failure, alone, repeated or as a step. */
    private static List<Trouble> podFailures(ClusterView view) {
        return Stream.of(POD_CHAOS, SCHEDULES, WORKFLOWS)
                .flatMap(resource -> view.all(resource).stream())
                .flatMap(chaos -> podFailure(chaos, view).stream())
                .toList();
    }

    private static Optional<Trouble> podFailure(KubeObject chaos, ClusterView view) {
        List<JsonNode> selectors = chaos.spec().findParents("action").stream()
                .filter(body -> body.path("action").asText().equals("pod-failure"))
                .map(body -> body.path("selector"))
                .toList();
        return Stream.of(Party.values())
                .flatMap(party -> view.pods(party).stream())
                .filter(MeshChecks::hasNativeSidecar)
                .filter(pod -> selectors.stream().anyMatch(selector -> selects(selector, chaos.namespace(), pod)))
                .findFirst()
                .map(pod -> warning(
                        chaos.title() + " does pod-failure, also to pod " + pod.name()
                                + ", whose linkerd-proxy is a native sidecar",
                        annotating(pod, ORDINARY_PROXY)));
    }

    /** By namespaces and labels; what else a selector asks for narrows it, and is not looked at. */
    private static boolean selects(JsonNode selector, String ownNamespace, KubeObject pod) {
        JsonNode namespaces = selector.path("namespaces");
        boolean here = namespaces.isEmpty()
                ? pod.namespace().equals(ownNamespace)
                : namespaces.valueStream().anyMatch(name -> name.asText().equals(pod.namespace()));
        return here
                && selector.path("labelSelectors").properties().stream()
                        .allMatch(label -> pod.label(label.getKey())
                                .filter(label.getValue().asText()::equals)
                                .isPresent());
    }

    private static String whyNoProxy(KubeObject pod, ClusterView view) {
        String own = pod.annotation(INJECT).orElse("");
        if (own.equals("disabled")) {
            return "its annotation " + INJECT + " is disabled";
        }
        if (wantsProxy(own)) {
            return "its annotation " + INJECT + " asks for one, but it was made without: Linkerd was not there";
        }
        return wantsProxy(injectOfNamespace(pod, view))
                ? "its namespace asks for one, but the pod is older than that (" + pod.created() + ")"
                : "neither it nor its namespace has the annotation " + INJECT;
    }

    private static String injecting(KubeObject pod, ClusterView view) {
        String kubectl = "kubectl -n " + pod.namespace() + " ";
        String owner = owner(pod);
        if (owner.isEmpty()) {
            return kubectl + "annotate namespace " + pod.namespace() + " " + INJECT + "=enabled --overwrite && "
                    + kubectl + "delete pod " + pod.name();
        }
        return wantsProxy(pod.annotation(INJECT).orElse(injectOfNamespace(pod, view)))
                ? kubectl + "rollout restart " + owner
                : annotating(pod, "{\"" + INJECT + "\":\"enabled\"}");
    }

    /** Returns the command that gives the pods of this one's owner annotations, and so starts them anew. */
    private static String annotating(KubeObject pod, String annotations) {
        String owner = owner(pod);
        return "kubectl -n " + pod.namespace() + " patch " + (owner.isEmpty() ? "deployment OWNER" : owner)
                + " --type=merge -p '{\"spec\":{\"template\":{\"metadata\":{\"annotations\":" + annotations + "}}}}'";
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

    private static String injectOfNamespace(KubeObject pod, ClusterView view) {
        return view.namespace(pod.namespace())
                .flatMap(namespace -> namespace.annotation(INJECT))
                .orElse("");
    }

    private static boolean wantsProxy(String inject) {
        return inject.equals("enabled") || inject.equals("ingress");
    }
}
