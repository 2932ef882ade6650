package dev.faultline.mesh.doctor;

import dev.faultline.mesh.doctor.ClusterView.Clocks;
import dev.faultline.mesh.doctor.ClusterView.Party;
import dev.faultline.mesh.doctor.ClusterView.Subject;
import dev.faultline.mesh.doctor.Doctor.Defaults;
import dev.faultline.mesh.doctor.Doctor.Question;
import dev.faultline.mesh.doctor.Doctor.Traffic;
import dev.faultline.mesh.split.Annotations;
import dev.faultline.mesh.split.RouteRef;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a {@link ClusterView}: finds out which split is meant, and reads what belongs to it. For one thread. */
final class Snapshot {

    private static final List<Resource> OF_NAMESPACE = List.of(
            Resource.HTTP_ROUTES,
            Resource.GRPC_ROUTES,
            Resource.POLICY_ROUTES,
            Resource.SERVICE_PROFILES,
            Resource.POD_CHAOS,
            Resource.SCHEDULES,
            Resource.WORKFLOWS);
    private static final List<Resource> STEERABLE =
            List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.TRAFFIC_SPLITS);
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final ClusterReader reader;
    private final Defaults defaults;

    /** A Service and perhaps its port. */
    private record Parent(String service, @Nullable Integer port) {}

    Snapshot(ClusterReader reader, Defaults defaults) {
        this.reader = reader;
        this.defaults = defaults;
    }

    /**
     * Returns what there is to see.
     *
     * @param injectorAhead how far the injector's clock is ahead of ours; null if it tells no time
     * @param traffic what the load of this process did lately; null if there is none
     * @throws IOException if the API server does not answer
     * @throws InvalidValue if it is not clear which Service is meant
     * @throws DoctorFailed if what would tell may not be read
     */
    ClusterView take(Question question, Instant now, @Nullable Duration injectorAhead, @Nullable Traffic traffic)
            throws IOException {
        reader.discover();
        String namespace = Stream.of(question.namespace(), defaults.namespace())
                .filter(name -> name != null)
                .findFirst()
                .orElseGet(reader::namespace);
        // From a desk the client is not the one who asks.
        String clients = defaults.pod() == null ? namespace : reader.namespace();
        Set<String> both = new TreeSet<>(Set.of(namespace));
        both.add(clients);
        for (String each : both) {
            OF_NAMESPACE.forEach(resource -> reader.list(resource, each));
            reader.readNamespace(each);
        }
        reader.list(Resource.TRAFFIC_SPLITS, namespace);
        reader.list(Resource.SERVICES, namespace);
        Subject subject = subject(question, namespace, clients);
        for (String service : List.of(subject.service(), subject.injector())) {
            reader.objects()
                    .computeIfAbsent(Resource.ENDPOINT_SLICES, kind -> new ArrayList<>())
                    .addAll(reader.list(
                            Resource.ENDPOINT_SLICES,
                            namespace,
                            "labelSelector=kubernetes.io/service-name=" + service));
        }
        Map<Party, List<KubeObject>> pods = pods(subject);
        return new ClusterView(
                subject,
                reader.objects(),
                pods,
                reader.unread(),
                reader.served(),
                new Clocks(reader.ahead(), injectorAhead),
                traffic,
                now);
    }

    private Subject subject(Question question, String namespace, String clients) {
        String injector = question.injector() == null ? defaults.injector() : question.injector();
        RouteRef route = defaults.route();
        Optional<Parent> told = route == null ? Optional.empty() : parent(route, namespace);
        String asked = question.service();
        if (asked != null) {
            // What is steered may split another Service.
            boolean steered =
                    told.filter(parent -> parent.service().equals(asked)).isPresent();
            Integer port = question.port() == null && steered ? told.get().port() : question.port();
            return new Subject(namespace, asked, port, injector, clients, steered ? route : null);
        }
        Parent parent = told.orElseGet(() -> labelled(namespace, route));
        Integer port = question.port() == null ? parent.port() : question.port();
        return new Subject(namespace, parent.service(), port, injector, clients, route);
    }

    private Optional<Parent> parent(RouteRef route, String namespace) {
        return all(Resource.of(route.kind()))
                .filter(object -> object.is(route))
                .filter(object -> object.namespace().equals(namespace))
                .flatMap(object -> parents(object).stream())
                .findFirst();
    }

    /** Without a word about which one is meant it must be the only one that is ours. */
    private Parent labelled(String namespace, @Nullable RouteRef route) {
        Map<String, Parent> parents = STEERABLE.stream()
                .flatMap(this::all)
                .filter(KubeObject::isPartOfFaultline)
                .flatMap(object -> parents(object).stream())
                .collect(Collectors.toMap(
                        parent -> parent.service() + ":" + parent.port(), parent -> parent, (a, b) -> a, TreeMap::new));
        if (route == null && parents.size() == 1) {
            return parents.values().iterator().next();
        }
        reader.unread().stream()
                .filter(unread -> STEERABLE.contains(unread.resource()))
                .findFirst()
                .ifPresent(unread -> {
                    throw DoctorFailed.unread(unread);
                });
        String why = route != null
                ? "since " + route.kind().resource() + " " + route.name() + " is not to be seen in namespace "
                        + namespace
                : parents.isEmpty()
                        ? "since nothing with the label " + Annotations.PART_OF + "=" + Annotations.FAULTLINE
                                + " splits traffic in namespace " + namespace
                        : "and perhaps a port, since several are split: " + String.join(", ", parents.keySet());
        throw new InvalidValue("service", "must be given, " + why, "nothing");
    }

    private static List<Parent> parents(KubeObject object) {
        if (object.resource() == Resource.TRAFFIC_SPLITS) {
            return List.of(new Parent(object.spec().path("service").asText(), null));
        }
        // Whatever else is wrong with the reference, the name says what was meant.
        return object.spec()
                .path("parentRefs")
                .valueStream()
                .map(parent -> new Parent(parent.path("name").asText(), Route.port(parent)))
                .toList();
    }

    private Map<Party, List<KubeObject>> pods(Subject subject) {
        Map<Party, List<KubeObject>> pods = new EnumMap<>(Party.class);
        String own = defaults.pod();
        String client =
                own == null ? "labelSelector=app.kubernetes.io/name=load-client" : "fieldSelector=metadata.name=" + own;
        pods.put(Party.CLIENT, alive(subject.clientNamespace(), client));
        pods.put(Party.BACKEND, behind(subject.service(), subject.namespace()));
        pods.put(Party.INJECTOR, behind(subject.injector(), subject.namespace()));
        return pods;
    }

    /** A Service without a selector has no pods of its own. */
    private List<KubeObject> behind(String service, String namespace) {
        return all(Resource.SERVICES)
                .filter(object -> object.name().equals(service))
                .map(object -> object.spec().path("selector").properties().stream()
                        .map(label -> label.getKey() + "=" + label.getValue().asText())
                        .collect(Collectors.joining(",")))
                .filter(selector -> !selector.isEmpty())
                .findFirst()
                .map(selector -> alive(namespace, "labelSelector=" + selector))
                .orElse(List.of());
    }

    private List<KubeObject> alive(String namespace, String selector) {
        return reader.list(Resource.PODS, namespace, selector).stream()
                .filter(pod -> pod.json().at("/metadata/deletionTimestamp").isMissingNode())
                .filter(pod -> !ENDED.contains(pod.json().at("/status/phase").asText()))
                .toList();
    }

    private Stream<KubeObject> all(Resource resource) {
        return reader.objects().getOrDefault(resource, List.of()).stream();
    }
}
