package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param taken when, by our own clock
 */
record ClusterView(
        Subject subject,
        Map<Resource, List<KubeObject>> objects,
        Map<Party, List<KubeObject>> pods,
        List<Unread> unread,
        Set<Resource> served,
        Clocks clocks,
        Instant taken) {

    private static final JsonNode NONE = MissingNode.getInstance();

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

    /** Returns the name of the Service that a party is behind; the client is behind none. */
    String serviceOf(Party party) {
        return party == Party.INJECTOR ? subject.injector() : subject.service();
    }

    Optional<KubeObject> namespace(String name) {
        return all(Resource.NAMESPACES).stream()
                .filter(namespace -> namespace.name().equals(name))
                .findFirst();
    }

    /** Returns the place of the split's port among those of the parent; null if it has none such. */
    @Nullable
    Integer portIndex() {
        JsonNode ports = parent().map(KubeObject::spec).orElse(NONE).path("ports");
        for (int i = 0; i < ports.size(); i++) {
            if (subject.isAt(ports.get(i).path("port").asInt())) {
                return i;
            }
        }
        return null;
    }

    /** Returns the routes that Linkerd reads as those of the Service and its port. */
    List<Route> routes() {
        return Route.of(this).stream().filter(route -> route.isFor(subject)).toList();
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
        return subject.steered()
                .map(name -> name.names(object))
                .orElseGet(() ->
                        object.label(OurLabel.KEY).filter(OurLabel.US::equals).isPresent());
    }
}
