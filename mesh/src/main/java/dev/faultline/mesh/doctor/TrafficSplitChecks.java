package dev.faultline.mesh.doctor;

import static dev.faultline.mesh.doctor.Check.problem;
import static dev.faultline.mesh.doctor.Resource.GRPC_ROUTES;
import static dev.faultline.mesh.doctor.Resource.HTTP_ROUTES;
import static dev.faultline.mesh.doctor.Resource.POLICY_ROUTES;
import static dev.faultline.mesh.doctor.Resource.SERVICES;
import static dev.faultline.mesh.doctor.Resource.SERVICE_PROFILES;
import static dev.faultline.mesh.doctor.Resource.TRAFFIC_SPLITS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.mesh.doctor.Check.Trouble;
import dev.faultline.mesh.doctor.ClusterView.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether SMI's TrafficSplits and the ServiceProfiles that they become do what they say, and leave routes alone. */
final class TrafficSplitChecks {

    static final List<Check> ALL = List.of(
            new Check(
                    "service-profile",
                    "A ServiceProfile with routes or dstOverrides replaces all routes, retries, timeouts and breakers of the Service.",
                    "No ServiceProfile overrides the routes.",
                    List.of(SERVICE_PROFILES, TRAFFIC_SPLITS),
                    TrafficSplitChecks::overridingProfile),
            new Check(
                    "smi-adaptor",
                    "Linkerd itself does not read TrafficSplits: the SMI extension writes them into a ServiceProfile.",
                    "Each TrafficSplit has become a ServiceProfile.",
                    List.of(SERVICE_PROFILES, TRAFFIC_SPLITS),
                    TrafficSplitChecks::notAdapted),
            new Check(
                    "split-and-route",
                    "The ServiceProfile that a TrafficSplit becomes overrides the routes of its Service.",
                    "No TrafficSplit is beside a route.",
                    List.of(TRAFFIC_SPLITS, HTTP_ROUTES, GRPC_ROUTES, POLICY_ROUTES),
                    TrafficSplitChecks::splitBesideRoute),
            new Check(
                    "split-ports",
                    "A TrafficSplit names no ports: a request goes to the same port of the other Service, where nothing listens then.",
                    "The Services of TrafficSplits have the same ports.",
                    List.of(TRAFFIC_SPLITS, SERVICES),
                    TrafficSplitChecks::missingPort));

    private TrafficSplitChecks() {}

    private static List<Trouble> overridingProfile(ClusterView view) {
        // Its overrides are how a TrafficSplit works.
        boolean split = !view.splits().isEmpty();
        return profiles(view)
                .filter(profile -> !profile.spec().path("routes").isEmpty()
                        || (!split && !profile.spec().path("dstOverrides").isEmpty()))
                .map(profile -> problem(
                        profile.title() + " in namespace " + profile.namespace() + " has "
                                + (profile.spec().path("routes").isEmpty() ? "dstOverrides" : "routes"),
                        profile.merge("{\"spec\":{\"routes\":[],\"dstOverrides\":[]}}")))
                .toList();
    }

    /** Returns whether a ServiceProfile decides, and no route. */
    static boolean isOverridden(ClusterView view) {
        return profiles(view)
                .anyMatch(profile -> !profile.spec().path("dstOverrides").isEmpty()
                        || !profile.spec().path("routes").isEmpty());
    }

    private static List<Trouble> notAdapted(ClusterView view) {
        boolean written = profiles(view)
                .anyMatch(profile -> !profile.spec().path("dstOverrides").isEmpty());
        if (written || !view.isRead(SERVICE_PROFILES)) {
            return List.of();
        }
        return view.splits().stream()
                .map(split -> problem(
                        split.title() + " is in no ServiceProfile: the SMI extension does not run",
                        "linkerd smi install | kubectl apply -f -"))
                .toList();
    }

    /** Returns the profiles of the Service: the name of a profile is its Service's DNS name. */
    private static Stream<KubeObject> profiles(ClusterView view) {
        Subject subject = view.subject();
        return view.all(SERVICE_PROFILES).stream()
                .filter(profile -> profile.name().startsWith(subject.service() + "." + subject.namespace() + ".svc."));
    }

    private static List<Trouble> splitBesideRoute(ClusterView view) {
        if (view.splits().isEmpty() || view.routes().isEmpty()) {
            return List.of();
        }
        KubeObject split = view.splits().get(0);
        KubeObject route = view.routes().get(0).object();
        KubeObject superfluous = view.subject().isSteeredBy(TRAFFIC_SPLITS) ? route : split;
        return List.of(problem(
                split.title() + " and " + route.title() + " are of the same Service: the route does nothing",
                superfluous.kubectl("delete")));
    }

    private static List<Trouble> missingPort(ClusterView view) {
        List<Integer> ports = view.parent().map(KubeObject::ports).orElse(List.of());
        List<Trouble> troubles = new ArrayList<>();
        for (KubeObject split : view.splits()) {
            for (JsonNode backend : split.spec().path("backends")) {
                view.service(backend.path("service").asText())
                        .ifPresent(leaf -> ports.stream()
                                .filter(port -> view.subject().isAt(port)
                                        && !leaf.ports().contains(port))
                                .sorted()
                                .findFirst()
                                .ifPresent(port -> troubles.add(problem(
                                        "Service " + leaf.name() + " lacks the port " + port + " of "
                                                + view.subject().service(),
                                        leaf.set("/spec/ports/-", likeTheFirst(leaf, port))))));
            }
        }
        return troubles;
    }

    private static String likeTheFirst(KubeObject service, int port) {
        JsonNode target = service.spec().at("/ports/0/targetPort");
        return "{\"name\":\"port-" + port + "\",\"port\":" + port + ",\"targetPort\":"
                + (target.isMissingNode() ? port : target) + "}";
    }
}
