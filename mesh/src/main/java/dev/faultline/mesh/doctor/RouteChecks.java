package dev.faultline.mesh.doctor;

import static dev.faultline.mesh.doctor.Check.problem;
import static dev.faultline.mesh.doctor.Check.warning;
import static dev.faultline.mesh.doctor.Resource.GRPC_ROUTES;
import static dev.faultline.mesh.doctor.Resource.HTTP_ROUTES;
import static dev.faultline.mesh.doctor.Resource.POLICY_ROUTES;
import static dev.faultline.mesh.doctor.Resource.SERVICES;
import static dev.faultline.mesh.doctor.Resource.TRAFFIC_SPLITS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.mesh.doctor.Check.Trouble;
import dev.faultline.mesh.doctor.ClusterView.Subject;
import dev.faultline.mesh.doctor.KubeObject.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a route splits the traffic, Linkerd has taken it over whole, and no other route wins over it. */
final class RouteChecks {

    private static final List<Resource> ROUTES = List.of(HTTP_ROUTES, GRPC_ROUTES, POLICY_ROUTES);
    private static final List<Resource> ROUTES_AND_SPLITS =
            List.of(HTTP_ROUTES, GRPC_ROUTES, POLICY_ROUTES, TRAFFIC_SPLITS);
    private static final List<Resource> ROUTES_AND_SERVICES =
            List.of(HTTP_ROUTES, GRPC_ROUTES, POLICY_ROUTES, SERVICES);

    static final List<Check> ALL = List.of(
            new Check(
                    "split-there",
                    "Without a route or TrafficSplit that names the injector no request ever reaches it.",
                    "Something splits the traffic of the Service.",
                    ROUTES_AND_SPLITS,
                    RouteChecks::missingSplit),
            new Check(
                    "parent-ref",
                    "Linkerd silently ignores a reference that is not to a Service: the route is there and does nothing.",
                    "The routes name the Service, its kind and its port.",
                    ROUTES_AND_SERVICES,
                    RouteChecks::badParents),
            new Check(
                    "route-status",
                    "What no controller has answered is not in force, or an older state of it is.",
                    "Linkerd has read the routes as they are now.",
                    ROUTES,
                    RouteChecks::unreadRoutes),
            new Check(
                    "route-accepted",
                    "A route that is not accepted is not in force.",
                    "Linkerd has refused no route.",
                    ROUTES,
                    view -> denied("Accepted", view)),
            new Check(
                    "refs-resolved",
                    "Each request whose backend is not found gets a 500 from the proxy: a failure that the injector knows nothing of.",
                    "Linkerd misses no backend of a route.",
                    ROUTES,
                    view -> denied("ResolvedRefs", view)),
            new Check(
                    "backend-refs",
                    "For its weight a reference to nothing gives a 500 made by the proxy, or the whole route is ignored.",
                    "The backends are there, with their ports.",
                    ROUTES_AND_SERVICES,
                    RouteChecks::badBackends),
            new Check(
                    "weights",
                    "A backend alone with weight 0 still gets everything, and weights that are all 0 break the proxy that draws.",
                    "No rule has weights that a proxy misreads.",
                    ROUTES_AND_SPLITS,
                    RouteChecks::zeroWeights),
            new Check(
                    "known-fields",
                    "Linkerd ignores a whole route that has a field newer than Gateway API 1.2.1.",
                    "No route has a field newer than Gateway API 1.2.1.",
                    List.of(HTTP_ROUTES, GRPC_ROUTES),
                    RouteChecks::unknownFields),
            new Check(
                    "known-filters",
                    "Linkerd ignores a whole route that has a filter which it does not support.",
                    "No route has a filter that Linkerd does not support.",
                    List.of(HTTP_ROUTES, GRPC_ROUTES),
                    RouteChecks::unknownFilters),
            new Check(
                    "rival-routes",
                    "Routes of one Service do not add up: of two that match the same requests only the older counts.",
                    "No other route matches the same requests.",
                    ROUTES,
                    RouteChecks::rivals),
            new Check(
                    "grpc-route-hides",
                    "Where a port has a GRPCRoute, Linkerd ignores all its HTTPRoutes.",
                    "No GRPCRoute hides an HTTPRoute.",
                    ROUTES_AND_SERVICES,
                    RouteChecks::hiddenByGrpc));

    /** The controller whose word counts. */
    private static final String LINKERD = "linkerd.io/policy-controller";

    private static final String RESTART_LINKERD = "kubectl -n linkerd rollout restart deployment linkerd-destination";
    private static final String OBSERVED = "observedGeneration";

    /** A weight of zero; SMI's may be written as 0m. */
    private static final Pattern ZERO = Pattern.compile("0+(\\.0*)?m?");

    private static final Set<String> SUPPORTED_FILTERS =
            Set.of("RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect");

    private RouteChecks() {}

    private static List<Trouble> missingSplit(ClusterView view) {
        Subject subject = view.subject();
        String injector = subject.injector();
        boolean routed = Route.all(view).stream()
                .filter(route -> !route.references(subject).isEmpty())
                .anyMatch(route -> route.sendsTo(injector));
        boolean split = view.splits().stream()
                .flatMap(object -> object.spec().path("backends").valueStream())
                .anyMatch(backend -> backend.path("service").asText().equals(injector));
        if (routed || split || !view.unread(ROUTES_AND_SPLITS).isEmpty()) {
            return List.of();
        }
        String what = subject.steered()
                .map(route -> route.kind().resource() + " " + route.name() + " is not there, or does not")
                .orElse("no HTTPRoute, GRPCRoute or TrafficSplit does");
        return List.of(problem(
                what + " split Service " + subject.service() + " between itself and " + injector,
                "kubectl -n " + subject.namespace() + " apply -f linkerd/http-route.yaml"));
    }

    private static List<Trouble> badParents(ClusterView view) {
        return Route.all(view).stream()
                .flatMap(route -> route.object()
                        .elements("/spec/parentRefs")
                        .filter(parent -> route.references(view.subject()).contains(parent.json()))
                        .flatMap(parent -> badParent(route.object(), parent, view).stream()))
                .toList();
    }

    private static Optional<Trouble> badParent(KubeObject route, Part reference, ClusterView view) {
        JsonNode parent = reference.json();
        if (!Route.isService(parent)) {
            return Optional.of(problem(
                    route.title() + " names " + view.subject().service() + " as a "
                            + parent.path("kind").asText("Gateway") + " of the group "
                            + parent.path("group").asText("gateway.networking.k8s.io"),
                    route.kubectl("patch") + " --type=json -p '[{\"op\":\"add\",\"path\":\"" + reference.pointer()
                            + "/group\",\"value\":\"core\"},{\"op\":\"add\",\"path\":\"" + reference.pointer()
                            + "/kind\",\"value\":\"Service\"}]'"));
        }
        Integer port = Route.port(parent);
        List<Integer> ports = view.parent().map(KubeObject::ports).orElse(List.of());
        return port == null || ports.isEmpty() || ports.contains(port)
                ? Optional.empty()
                : Optional.of(problem(
                        route.title() + " names port " + port + ", which Service "
                                + view.subject().service() + " does not have",
                        route.set(reference.pointer() + "/port", String.valueOf(ports.get(0)))));
    }

    private static List<Trouble> unreadRoutes(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (Route route : view.routes()) {
            KubeObject object = route.object();
            List<JsonNode> conditions = conditions(object).toList();
            long generation = object.json().at("/metadata/generation").asLong();
            if (conditions.isEmpty()) {
                troubles.add(problem(object.title() + " has no status from " + LINKERD, RESTART_LINKERD));
            } else if (conditions.stream()
                    .anyMatch(one -> one.has(OBSERVED) && one.path(OBSERVED).asLong() < generation)) {
                troubles.add(problem(
                        "the status of " + object.title() + " is behind: it is of generation "
                                + conditions.get(0).path(OBSERVED).asLong() + " of " + generation,
                        RESTART_LINKERD));
            }
        }
        return troubles;
    }

    private static List<Trouble> denied(String type, ClusterView view) {
        return view.routes().stream()
                .map(Route::object)
                .flatMap(route -> conditions(route)
                        .filter(condition -> condition.path("type").asText().equals(type))
                        .filter(condition -> condition.path("status").asText().equals("False"))
                        .map(condition -> problem(
                                route.title() + ": " + condition.path("reason").asText() + message(condition),
                                route.kubectl("describe"))))
                .toList();
    }

    /** Returns the conditions that Linkerd has written into the status of a route, of all parents. */
    private static Stream<JsonNode> conditions(KubeObject route) {
        return route.json()
                .at("/status/parents")
                .valueStream()
                .filter(parent -> parent.path("controllerName").asText().equals(LINKERD))
                .flatMap(parent -> parent.path("conditions").valueStream());
    }

    private static String message(JsonNode condition) {
        String message = condition.path("message").asText();
        return message.isEmpty() ? "" : " (" + message + ")";
    }

    private static List<Trouble> badBackends(ClusterView view) {
        if (!view.isRead(SERVICES)) {
            return List.of();
        }
        return view.routes().stream()
                .map(Route::object)
                .flatMap(route -> route.elements("/spec/rules")
                        .flatMap(rule -> route.elements(rule.pointer() + "/backendRefs"))
                        .flatMap(backend -> badBackend(route, backend, view).stream()))
                .toList();
    }

    private static Optional<Trouble> badBackend(KubeObject route, Part reference, ClusterView view) {
        JsonNode backend = reference.json();
        String name = backend.path("name").asText();
        String namespace = backend.path("namespace").asText(route.namespace());
        boolean service = backend.path("kind").asText("Service").equals("Service");
        // Services of other namespaces are not read.
        if (!service || !namespace.equals(view.subject().namespace())) {
            return Optional.empty();
        }
        Optional<KubeObject> there = view.service(name);
        if (there.isEmpty()) {
            return Optional.of(problem(
                    route.title() + " sends to Service " + name + ", which is not there",
                    "kubectl -n " + namespace + " get services"));
        }
        List<Integer> ports = there.get().ports();
        Integer port = Route.port(backend);
        return ports.isEmpty() || (port != null && ports.contains(port))
                ? Optional.empty()
                : Optional.of(problem(
                        route.title() + " sends to " + (port == null ? "no port" : "port " + port) + " of Service "
                                + name + ", which has " + ports,
                        route.set(reference.pointer() + "/port", String.valueOf(ports.get(0)))));
    }

    private static List<Trouble> zeroWeights(ClusterView view) {
        Stream<Trouble> ofRoutes = view.routes().stream()
                .map(Route::object)
                .flatMap(route -> route.elements("/spec/rules")
                        .flatMap(rule -> zeroWeights(route, rule.pointer() + "/backendRefs").stream()));
        Stream<Trouble> ofSplits =
                view.splits().stream().flatMap(split -> zeroWeights(split, "/spec/backends").stream());
        return Stream.concat(ofRoutes, ofSplits).toList();
    }

    private static Optional<Trouble> zeroWeights(KubeObject object, String pointer) {
        List<Part> backends = object.elements(pointer).toList();
        boolean zero = backends.stream().allMatch(RouteChecks::hasWeightZero);
        String what = backends.size() == 1
                ? " has one backend, of weight 0: it gets everything all the same"
                : " has only weights of 0";
        return zero && !backends.isEmpty()
                ? Optional.of(problem(object.title() + what, object.set(pointer + "/0/weight", "100")))
                : Optional.empty();
    }

    private static boolean hasWeightZero(Part backend) {
        return ZERO.matcher(backend.json().path("weight").asText("1")).matches();
    }

    private static List<Trouble> unknownFields(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (Route route : view.routes()) {
            KubeObject object = route.object();
            Set<String> unknown = object.resource() == POLICY_ROUTES ? Set.of() : GatewayFields.unknown(object);
            if (!unknown.isEmpty()) {
                troubles.add(problem(
                        object.title() + " has " + String.join(", ", unknown)
                                + ", which Gateway API 1.2.1 does not know",
                        object.kubectl("edit")));
            }
        }
        return troubles;
    }

    private static List<Trouble> unknownFilters(ClusterView view) {
        return view.routes().stream()
                .flatMap(route -> filters(route).stream()
                        .filter(type -> !SUPPORTED_FILTERS.contains(type))
                        .map(type -> problem(
                                route.object().title() + " has a filter " + type + ", which Linkerd does not support",
                                route.object().kubectl("edit"))))
                .toList();
    }

    private static Set<String> filters(Route route) {
        Set<String> types = new TreeSet<>();
        route.rules().stream()
                .flatMap(rule -> Stream.concat(Stream.of(rule), Route.backends(rule).stream()))
                .flatMap(place -> place.path("filters").valueStream())
                .forEach(filter -> types.add(filter.path("type").asText()));
        return types;
    }

    private static List<Trouble> rivals(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (boolean grpc : new boolean[] {false, true}) {
            List<Route> byAge = view.routes().stream()
                    .filter(route -> route.isGrpc() == grpc)
                    .sorted(Route.PRECEDENCE)
                    .toList();
            for (int older = 0; older < byAge.size(); older++) {
                for (int younger = older + 1; younger < byAge.size(); younger++) {
                    rival(byAge.get(older), byAge.get(younger), view).ifPresent(troubles::add);
                }
            }
        }
        return troubles;
    }

    private static Optional<Trouble> rival(Route older, Route younger, ClusterView view) {
        if (Collections.disjoint(older.matches(), younger.matches())) {
            return Optional.empty();
        }
        boolean dead = isMeantToWin(younger, view) && !isMeantToWin(older, view);
        String found = titleAndNamespace(older) + " wins over " + titleAndNamespace(younger)
                + ": they match the same requests, and it "
                + (older.object().created().equals(younger.object().created()) ? "comes first by name" : "is older")
                + (dead ? "; give the fault's rule a match of its own, or take one route away" : "");
        String mend = (dead ? older : younger).object().kubectl("delete");
        return Optional.of(dead ? problem(found, mend) : warning(found, mend));
    }

    /** Ours is, or where nothing is marked the one with the injector. */
    private static boolean isMeantToWin(Route route, ClusterView view) {
        return view.isOurs(route.object()) || route.sendsTo(view.subject().injector());
    }

    private static String titleAndNamespace(Route route) {
        return route.object().title() + " in namespace " + route.object().namespace();
    }

    private static List<Trouble> hiddenByGrpc(ClusterView view) {
        Optional<KubeObject> grpc =
                view.routes().stream().filter(Route::isGrpc).map(Route::object).findFirst();
        Optional<KubeObject> http = view.routes().stream()
                .filter(route -> !route.isGrpc())
                .map(Route::object)
                .findFirst();
        // Where the port is HTTP/1 by its appProtocol, it is the other way around.
        if (grpc.isEmpty() || http.isEmpty() || view.appProtocol().equalsIgnoreCase("http")) {
            return List.of();
        }
        return List.of(problem(
                grpc.get().title() + " hides " + http.get().title()
                        + " on the same port; gRPC needs a port of the Service of its own",
                grpc.get().kubectl("delete")));
    }
}
