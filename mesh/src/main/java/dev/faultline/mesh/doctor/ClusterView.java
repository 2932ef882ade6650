package dev.faultline.mesh.doctor;

import dev.faultline.load.plan.Target;
import dev.faultline.mesh.doctor.Doctor.Traffic;
import dev.faultline.mesh.split.RouteRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the cluster at one moment. Immutable.
 *
 * @param subject which split is meant
 * @param objects what was read, by kind; pods are those of the parties
 * @param pods those that live, of each party
 * @param unread what could not be read
 * @param served which kinds the API server knows
 * @param clocks how far the clocks are apart
 * @param traffic what the load of this process did lately; null if there is none
 * @param taken when, by our own clock
 */
record ClusterView(
        Subject subject,
        Map<Resource, List<KubeObject>> objects,
        Map<Party, List<KubeObject>> pods,
        List<Unread> unread,
        Set<Resource> served,
        Clocks clocks,
        @Nullable Traffic traffic,
        Instant taken) {

    /**
     * Which split is looked at.
     *
     * @param namespace of the Service
     * @param service the Service whose traffic is split
     * @param port its port; null for all
     * @param injector the name of the injector's Service, in the same namespace
     * @param clientNamespace where the client is: its routes count for its own calls
     * @param route the object that load-client steers; null if it was told none
     */
    record Subject(
            String namespace,
            String service,
            @Nullable Integer port,
            String injector,
            String clientNamespace,
            @Nullable RouteRef route) {

        Optional<RouteRef> steered() {
            return Optional.ofNullable(route);
        }

        /** Returns whether load-client was told to steer an object of that kind. */
        boolean isSteeredBy(Resource kind) {
            return steered().filter(ref -> Resource.of(ref.kind()) == kind).isPresent();
        }

        /** Returns whether the object is the one that load-client was told to steer. */
        boolean isSteered(KubeObject object) {
            return steered().filter(object::is).isPresent();
        }

        /** Returns whether requests to that target fall under it. */
        boolean isAt(Target target) {
            return target.host().replaceAll("\\..*", "").equals(service) && isAt(target.port());
        }

        /** Returns whether something that names a port, or none, means this split's. */
        boolean isAt(@Nullable Integer otherPort) {
            return port == null || otherPort == null || port.equals(otherPort);
        }
    }

    /** Who takes part in a split. */
    enum Party {
        /** Who sends. */
        CLIENT,
        /** The Service whose traffic is split. */
        BACKEND,
        /** What gets the share that is to fail. */
        INJECTOR;

        /** Returns the name in those of checks and in sentences. */
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How far other clocks are ahead of our own, negative if behind; exact to a second. Null where no time was told.
     *
     * @param apiServer that of the API server
     * @param injector that of the error injector
     */
    record Clocks(@Nullable Duration apiServer, @Nullable Duration injector) {}

    /**
     * What could not be read.
     *
     * @param resource of what kind
     * @param why a clause such as {@code may not list pods in namespace demo}
     * @param mend the command that grants it, empty if it is no question of permission
     */
    record Unread(Resource resource, String why, String mend) {

        private static final Pattern USER = Pattern.compile("User \"([-A-Za-z0-9:._@]+)\"");
        private static final String ACCOUNT = "system:serviceaccount:";

        /**
         * Returns what is told of a refusal.
         *
         * @param message what the API server said, which names the user
         */
        static Unread forbidden(String verb, Resource resource, String namespace, String message) {
            String why = "may not " + verb + " " + resource + " in namespace " + namespace;
            Matcher user = USER.matcher(message);
            String role = "faultline-doctor-" + resource.plural();
            String mend = user.find()
                    ? "kubectl -n " + namespace + " create role " + role + " --verb=" + verb + " --resource=" + resource
                            + " && kubectl -n " + namespace + " create rolebinding " + role + " --role=" + role + " "
                            + subject(user.group(1))
                    : "";
            return new Unread(resource, why, mend);
        }

        private static String subject(String user) {
            return user.startsWith(ACCOUNT) ? "--serviceaccount=" + user.substring(ACCOUNT.length()) : "--user=" + user;
        }
    }

    ClusterView {
        objects = Map.copyOf(objects);
        pods = Map.copyOf(pods);
        unread = List.copyOf(unread);
        served = Set.copyOf(served);
    }

    List<KubeObject> all(Resource resource) {
        return objects.getOrDefault(resource, List.of());
    }

    List<KubeObject> pods(Party party) {
        return pods.getOrDefault(party, List.of());
    }

    List<Unread> unread(Collection<Resource> resources) {
        return unread.stream().filter(one -> resources.contains(one.resource())).toList();
    }

    boolean isRead(Resource resource) {
        return unread(List.of(resource)).isEmpty();
    }

    Optional<KubeObject> service(String name) {
        return all(Resource.SERVICES).stream()
                .filter(service -> service.name().equals(name))
                .filter(service -> service.namespace().equals(subject.namespace()))
                .findFirst();
    }

    /** Returns the Service whose traffic is split. */
    Optional<KubeObject> parent() {
        return service(subject.service());
    }

    Optional<KubeObject> namespace(String name) {
        return all(Resource.NAMESPACES).stream()
                .filter(namespace -> namespace.name().equals(name))
                .findFirst();
    }

    /** Returns the place of the split's port among those of the parent; null if it has none such. */
    @Nullable
    Integer portIndex() {
        List<Integer> ports = parent().map(KubeObject::ports).orElse(List.of());
        for (int i = 0; i < ports.size(); i++) {
            if (subject.isAt(ports.get(i))) {
                return i;
            }
        }
        return null;
    }

    /** Returns the appProtocol of the split's port; empty if it has none. */
    String appProtocol() {
        Integer index = portIndex();
        return index == null
                ? ""
                : parent().orElseThrow()
                        .spec()
                        .path("ports")
                        .path(index)
                        .path("appProtocol")
                        .asText();
    }

    /** Returns the routes that Linkerd reads as those of the Service and its port. */
    List<Route> routes() {
        return Route.all(this).stream().filter(route -> route.isFor(subject)).toList();
    }

    /** Returns the TrafficSplits of the Service. */
    List<KubeObject> splits() {
        return all(Resource.TRAFFIC_SPLITS).stream()
                .filter(split -> split.namespace().equals(subject.namespace()))
                .filter(split -> split.spec().path("service").asText().equals(subject.service()))
                .toList();
    }

    /** Returns whether an object is one that load-client steers, or would. */
    boolean isOurs(KubeObject object) {
        return subject.route() == null ? object.isPartOfFaultline() : subject.isSteered(object);
    }
}
