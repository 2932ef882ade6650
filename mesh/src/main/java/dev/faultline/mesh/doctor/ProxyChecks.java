package dev.faultline.mesh.doctor;

import static dev.faultline.mesh.doctor.Check.problem;
import static dev.faultline.mesh.doctor.Check.warning;
import static dev.faultline.mesh.doctor.Resource.GRPC_ROUTES;
import static dev.faultline.mesh.doctor.Resource.HTTP_ROUTES;
import static dev.faultline.mesh.doctor.Resource.PODS;
import static dev.faultline.mesh.doctor.Resource.POLICY_ROUTES;
import static dev.faultline.mesh.doctor.Resource.SERVICES;

import dev.faultline.mesh.doctor.Check.Trouble;
import dev.faultline.mesh.doctor.ClusterView.Party;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the proxy routes the port at all, and whether what it does besides hides the faults. */
final class ProxyChecks {

    static final List<Check> ALL = List.of(
            new Check(
                    "app-protocol",
                    "Linkerd treats a port by its appProtocol: any value that it does not know makes it opaque, without routes.",
                    "The appProtocol of the port lets the routes count.",
                    List.of(SERVICES, HTTP_ROUTES, GRPC_ROUTES, POLICY_ROUTES),
                    ProxyChecks::unroutedProtocol),
            new Check(
                    "opaque-ports",
                    "An opaque or skipped port is passed through as bytes: no route, no split.",
                    "No annotation makes the port opaque, or skips it.",
                    List.of(SERVICES, PODS),
                    ProxyChecks::opaquePort),
            new Check(
                    "circuit-breaker",
                    "Linkerd reads breakers from the Service that is called, and applies them to all backends: the injector fails, trips, and gets almost nothing.",
                    "No circuit breaker hides the faults.",
                    List.of(SERVICES),
                    ProxyChecks::circuitBreaker),
            new Check(
                    "retries",
                    "Each retry is drawn anew: of 50 % faults the caller sees 25 with one retry and 12.5 with two.",
                    "No retries hide the faults.",
                    List.of(SERVICES, HTTP_ROUTES, GRPC_ROUTES),
                    ProxyChecks::retries));

    private static final String HTTP = "http";
    private static final String H2C = "kubernetes.io/h2c";
    private static final List<String> OPAQUE_PROTOCOLS = List.of("linkerd.io/opaque", "linkerd.io/tcp");
    private static final String OPAQUE_PORTS = "config.linkerd.io/opaque-ports";
    private static final String SKIP_PORTS = "config.linkerd.io/skip-outbound-ports";

    /** What is opaque to Linkerd where nothing is said: protocols in which the server speaks first. */
    private static final String OPAQUE_BY_DEFAULT = "25,587,3306,4444,5432,6379,9300,11211";

    private static final String BREAKER = "balancer.linkerd.io/failure-accrual";
    private static final List<String> RETRIES = List.of("retry.linkerd.io/http", "retry.linkerd.io/grpc");

    private ProxyChecks() {}

    private static List<Trouble> unroutedProtocol(ClusterView view) {
        String protocol = view.appProtocol();
        Integer index = view.portIndex();
        Optional<KubeObject> parent = view.parent();
        if (protocol.isEmpty() || index == null || parent.isEmpty()) {
            return List.of();
        }
        boolean grpc = view.routes().stream().anyMatch(Route::isGrpc);
        String lower = protocol.toLowerCase(Locale.ROOT);
        String found = "port " + parent.get().ports().get(index) + " of Service "
                + parent.get().name() + " has appProtocol " + protocol + ": ";
        String mend = parent.get().set("/spec/ports/" + index + "/appProtocol", '"' + (grpc ? H2C : HTTP) + '"');
        if (!lower.equals(HTTP) && !lower.equals(H2C)) {
            boolean opaque = OPAQUE_PROTOCOLS.contains(lower);
            return List.of(problem(found + (opaque ? "its connections are opaque" : "Linkerd does not know it"), mend));
        }
        return lower.equals(HTTP) && grpc
                ? List.of(problem(found + "only HTTPRoutes count, the GRPCRoute does not", mend))
                : List.of();
    }

    private static List<Trouble> opaquePort(ClusterView view) {
        Integer index = view.portIndex();
        Optional<KubeObject> parent = view.parent();
        if (index == null || parent.isEmpty()) {
            return List.of();
        }
        KubeObject service = parent.get();
        int port = service.ports().get(index);
        List<Trouble> troubles = new ArrayList<>();
        Optional<String> own = service.annotation(OPAQUE_PORTS);
        Optional<String> inherited =
                view.namespace(service.namespace()).flatMap(namespace -> namespace.annotation(OPAQUE_PORTS));
        String opaque = own.or(() -> inherited).orElse(OPAQUE_BY_DEFAULT);
        if (PortList.covers(opaque, port)) {
            String whose = own.isPresent()
                    ? "its annotation " + OPAQUE_PORTS
                    : inherited.isPresent() ? "the namespace's" : "Linkerd's defaults";
            troubles.add(problem(
                    "port " + port + " of Service " + service.name() + " is opaque by " + whose + ": " + opaque,
                    service.kubectl("annotate") + " --overwrite " + OPAQUE_PORTS + "="
                            + PortList.without(opaque, port)));
        }
        view.pods(Party.CLIENT).stream()
                .filter(pod -> PortList.covers(pod.annotation(SKIP_PORTS).orElse(""), port))
                .findFirst()
                .ifPresent(pod -> troubles.add(problem(
                        "pod " + pod.name() + " sends to port " + port + " past its proxy: " + SKIP_PORTS,
                        "kubectl -n " + pod.namespace() + " get pod " + pod.name()
                                + " -o jsonpath='{.metadata.ownerReferences[0].name}'")));
        return troubles;
    }

    private static List<Trouble> circuitBreaker(ClusterView view) {
        String parent = view.subject().service();
        String injector = view.subject().injector();
        List<Trouble> troubles = new ArrayList<>();
        view.service(parent)
                .filter(service -> service.annotation(BREAKER).isPresent())
                .ifPresent(service -> troubles.add(
                        problem("Service " + parent + " has the annotation " + BREAKER, service.unannotate(BREAKER))));
        view.service(injector)
                .filter(service ->
                        !injector.equals(parent) && service.annotation(BREAKER).isPresent())
                .ifPresent(service -> troubles.add(warning(
                        "Service " + injector + " has the annotation " + BREAKER + ", which does nothing in a split",
                        service.unannotate(BREAKER))));
        return troubles;
    }

    private static List<Trouble> retries(ClusterView view) {
        return Stream.concat(view.parent().stream(), view.routes().stream().map(Route::object))
                .flatMap(object -> RETRIES.stream()
                        .filter(retry -> object.annotation(retry).isPresent())
                        .map(retry -> warning(
                                object.title() + " has the annotation " + retry + ": "
                                        + object.annotation(retry).orElse(""),
                                object.unannotate(retry))))
                .toList();
    }

    /** Ports as Linkerd's annotations list them: {@code 25,3306,4000-4100}; names of ports are ignored. */
    static final class PortList {

        private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

        private PortList() {}

        static boolean covers(String list, int port) {
            return parts(list).anyMatch(part -> contains(part, port));
        }

        /** Returns the list without that port: a range that holds it falls into two. */
        static String without(String list, int port) {
            return parts(list)
                    .flatMap(part -> {
                        int[] bounds = bounds(part);
                        return contains(part, port)
                                ? Stream.of(range(bounds[0], port - 1), range(port + 1, bounds[1]))
                                : Stream.of(part);
                    })
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(","));
        }

        private static Stream<String> parts(String list) {
            return Arrays.stream(list.split(",", -1))
                    .map(String::strip)
                    .filter(part -> RANGE.matcher(part).matches());
        }

        private static boolean contains(String part, int port) {
            int[] bounds = bounds(part);
            return bounds[0] <= port && port <= bounds[1];
        }

        private static int[] bounds(String part) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new AssertionError(part + " is not a port and not a range");
            }
            int from = Integer.parseInt(range.group(1));
            return new int[] {from, range.group(2) == null ? from : Integer.parseInt(range.group(2))};
        }

        private static String range(int from, int to) {
            return from > to ? "" : from == to ? String.valueOf(from) : from + "-" + to;
        }
    }
}
