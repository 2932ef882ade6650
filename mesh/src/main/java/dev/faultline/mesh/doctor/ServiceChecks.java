package dev.faultline.mesh.doctor;

import static dev.faultline.mesh.doctor.Check.problem;
import static dev.faultline.mesh.doctor.Resource.ENDPOINT_SLICES;
import static dev.faultline.mesh.doctor.Resource.SERVICES;

import dev.faultline.mesh.doctor.Check.Trouble;
import dev.faultline.mesh.doctor.ClusterView.Party;
import dev.faultline.mesh.doctor.ClusterView.Subject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the Services are there, have an address that a route can hold on to, and ready pods. */
final class ServiceChecks {

    static final List<Check> ALL = List.of(
            new Check(
                    "service-there",
                    "A mesh splits the traffic of a Service and its ports; what else is called is not split.",
                    "The Service is there, with the port.",
                    List.of(SERVICES),
                    ServiceChecks::missingService),
            new Check(
                    "headless-service",
                    "The name of a headless Service stands for its pods: callers reach a pod past every route and split.",
                    "The Service is not headless.",
                    List.of(SERVICES),
                    ServiceChecks::headless),
            new Check(
                    "external-name",
                    "An ExternalName is a DNS alias without an address of its own: there is nothing that a route could hold on to.",
                    "The Service is no ExternalName.",
                    List.of(SERVICES),
                    ServiceChecks::externalName),
            new Check(
                    "backend-ready",
                    "A proxy skips backends without a ready pod: all traffic goes to the injector, or waits and gets a 504.",
                    "The Service of the backend has ready pods.",
                    List.of(SERVICES, ENDPOINT_SLICES),
                    view -> notReady(Party.BACKEND, view)),
            new Check(
                    "injector-ready",
                    "A proxy skips backends without a ready pod: the injector's share goes to the others, and nothing fails.",
                    "The Service of the injector has ready pods.",
                    List.of(SERVICES, ENDPOINT_SLICES),
                    view -> notReady(Party.INJECTOR, view)));

    private ServiceChecks() {}

    private static List<Trouble> missingService(ClusterView view) {
        Subject subject = view.subject();
        Optional<KubeObject> parent = view.parent();
        if (parent.isEmpty()) {
            return view.isRead(SERVICES)
                    ? List.of(problem(
                            "there is no Service " + subject.service() + " in namespace " + subject.namespace(),
                            "kubectl -n " + subject.namespace() + " get services"))
                    : List.of();
        }
        if (view.portIndex() == null) {
            Integer port = subject.port();
            String others = parent.get().ports().stream().map(String::valueOf).collect(Collectors.joining(", "));
            return List.of(problem(
                    "Service " + subject.service() + " has no port " + port + ", but " + others,
                    parent.get()
                            .set(
                                    "/spec/ports/-",
                                    "{\"name\":\"port-" + port + "\",\"port\":" + port + ",\"targetPort\":" + port
                                            + "}")));
        }
        return List.of();
    }

    private static List<Trouble> headless(ClusterView view) {
        return view.parent()
                .filter(service -> service.spec().path("clusterIP").asText().equals("None"))
                .map(service -> List.of(problem(
                        "Service " + service.name()
                                + " is headless (clusterIP: None); send to a second one with an address,"
                                + " and name that one in the route",
                        "kubectl -n " + service.namespace() + " expose service " + service.name() + " --name="
                                + service.name() + "-split")))
                .orElse(List.of());
    }

    private static List<Trouble> externalName(ClusterView view) {
        return view.parent()
                .filter(service -> service.spec().path("type").asText().equals("ExternalName"))
                .map(service -> List.of(problem(
                        "Service " + service.name() + " is of type ExternalName ("
                                + service.spec().path("externalName").asText()
                                + "); it needs pods behind it, and ports",
                        service.merge("{\"spec\":{\"type\":\"ClusterIP\",\"externalName\":null,\"selector\":"
                                + "{\"app.kubernetes.io/name\":\"" + service.name() + "\"}}}"))))
                .orElse(List.of());
    }

    private static List<Trouble> notReady(Party party, ClusterView view) {
        if (!view.isRead(SERVICES) || !view.isRead(ENDPOINT_SLICES)) {
            return List.of();
        }
        String name = party == Party.INJECTOR
                ? view.subject().injector()
                : view.subject().service();
        String namespace = view.subject().namespace();
        String kubectl = "kubectl -n " + namespace + " ";
        if (view.service(name).isEmpty()) {
            // A missing parent is the finding of service-there.
            return party == Party.INJECTOR
                    ? List.of(problem(
                            "there is no Service " + name + " in namespace " + namespace,
                            kubectl + "get services -l app.kubernetes.io/name=error-injector"))
                    : List.of();
        }
        if (hasReadyEndpoint(name, view)) {
            return List.of();
        }
        String found = "Service " + name + " has no ready endpoints";
        return view.pods(party).stream()
                .findFirst()
                .map(pod -> List.of(problem(found, kubectl + "describe pod " + pod.name())))
                .orElseGet(() -> List.of(problem(
                        found + ": no pod is behind it", kubectl + "scale deployment " + name + " --replicas=1")));
    }

    private static boolean hasReadyEndpoint(String service, ClusterView view) {
        return view.all(ENDPOINT_SLICES).stream()
                .filter(slice -> slice.namespace().equals(view.subject().namespace()))
                .filter(slice -> slice.label("kubernetes.io/service-name")
                        .filter(service::equals)
                        .isPresent())
                .flatMap(slice -> slice.json().path("endpoints").valueStream())
                // Left out, it counts as ready.
                .anyMatch(endpoint -> endpoint.at("/conditions/ready").asBoolean(true));
    }
}
