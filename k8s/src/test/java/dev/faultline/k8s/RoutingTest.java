package dev.faultline.k8s;

import static dev.faultline.k8s.Manifests.children;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How the traffic is split: what a mesh could misread is never rendered. */
class RoutingTest {

    private static final Set<String> ROUTES = Set.of("HTTPRoute", "GRPCRoute", "TrafficSplit", "ServiceProfile");

    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void thereIsOneRouteAtMost(ChartValues values) {
        List<JsonNode> routes = routes(values);
        boolean none = values.yaml().contains("mode: none");
        assertEquals(none ? 0 : 1, routes.size());
        for (JsonNode route : routes) {
            assertFalse(Manifests.kind(route).equals("ServiceProfile"));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void weightsAreNeverAllZeroAndNeverOfOneAlone(ChartValues values) {
        for (JsonNode route : routes(values)) {
            int steered = 0;
            for (JsonNode backends : route.findValues("backendRefs")) {
                steered += backends.size() > 1 ? 1 : 0;
                assertTrue(backends.size() > 1 || !backends.get(0).has("weight"), backends::toString);
                assertTrue(backends.size() == 1 || sum(backends) > 0, backends::toString);
            }
            for (JsonNode backends : route.findValues("backends")) {
                steered++;
                assertTrue(sum(backends) > 0, backends::toString);
            }
            assertEquals(1, steered, "one rule is steered");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 0", "1, 99, 1", "10, 90, 10", "50, 50, 50", "99, 1, 99", "100, 0, 100"})
    void theTargetGetsTheRest(int faultWeight, int target, int injector) {
        for (String mode : List.of("httproute", "grpcroute", "trafficsplit")) {
            JsonNode route = routes(ChartValues.of("routing: {mode: " + mode + ", faultWeight: " + faultWeight + "}"))
                    .get(0);
            JsonNode backends =
                    mode.equals("trafficsplit") ? route.at("/spec/backends") : route.at("/spec/rules/0/backendRefs");
            assertEquals(target, backends.get(0).path("weight").asInt());
            assertEquals(injector, backends.get(1).path("weight").asInt());
        }
    }

    /** Linkerd takes a reference without a kind for a Gateway, and one without a port for a mistake. */
    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void referencesAreWhole(ChartValues values) {
        for (JsonNode route : routes(values)) {
            for (JsonNode parent : route.at("/spec/parentRefs")) {
                assertEquals("Service", parent.path("kind").asText());
                assertEquals("core", parent.path("group").asText());
                assertTrue(parent.path("port").isInt());
            }
            route.findValues("backendRefs")
                    .forEach(refs ->
                            refs.forEach(ref -> assertTrue(ref.path("port").isInt())));
        }
    }

    @ParameterizedTest
    @CsvSource({"httproute, 8080, 8080", "grpcroute, 8081, 8081"})
    void aRouteGoesByThePortOfItsProtocol(String mode, int parent, int injector) {
        JsonNode route = routes(ChartValues.of("routing: {mode: " + mode + "}")).get(0);
        assertEquals(parent, route.at("/spec/parentRefs/0/port").asInt());
        assertEquals(injector, route.at("/spec/rules/0/backendRefs/1/port").asInt());
    }

    /** A page is no call: without calls of a service that is there the route would have no healthy side. */
    @Test
    void theLoadOfAGrpcRouteIsCallsOfTheHealthService() {
        String call = "\"requests\":[{\"grpc\":\"grpc.health.v1.Health/Check\"}]";
        String plan = plan("routing: {mode: grpcroute}\nload: {rate: 5}");
        assertTrue(plan.contains(call) && plan.contains("\"protocol\":\"h2c\""), plan);
        assertTrue(plan.contains("\"target\":\"http://demo-backend:8081/\""), plan);
        String own = plan("routing: {mode: grpcroute}\nload: {rate: 5, plan: {requests: [{grpc: shop.Cart/Add}]}}");
        assertTrue(own.contains("\"requests\":[{\"grpc\":\"shop.Cart/Add\"}]"), own);
        assertFalse(plan("load: {rate: 5}").contains("requests"));
        JsonNode test =
                Manifests.one(Chart.objects(ChartValues.of("routing: {mode: grpcroute}")), "Pod", "faultline-test");
        String arguments = test.at("/spec/containers/0/args").toString();
        assertTrue(arguments.contains("\"http://demo-backend:8081/\",\"--protocol\",\"h2c\",\"--grpc\""), arguments);
    }

    private static boolean isControl(JsonNode service, JsonNode port) {
        return port.path("name").asText().equals("control")
                || Manifests.name(service).endsWith("load-client");
    }

    private static String plan(String values) {
        JsonNode client = Manifests.one(Chart.objects(ChartValues.of(values)), "Deployment", "load-client");
        return children(client.at("/spec/template/spec/containers/0/env")).stream()
                .filter(variable -> variable.path("name").asText().equals("FAULTLINE_LOAD_PLAN"))
                .findFirst()
                .orElseThrow()
                .path("value")
                .asText();
    }

    /** Any other value makes Linkerd take the port for opaque, and ignore every route. */
    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void portsSayWhatTheySpeak(ChartValues values) {
        for (JsonNode service : Manifests.ofKind(Chart.objects(values), "Service")) {
            for (JsonNode port : service.at("/spec/ports")) {
                String expected = port.path("name").asText().equals("grpc") ? "kubernetes.io/h2c" : "http";
                if (values.yaml().contains("tls: {") && isControl(service, port)) {
                    // Of that it can't see anything else.
                    expected = "https";
                }
                assertEquals(expected, port.path("appProtocol").asText());
            }
            assertEquals("ClusterIP", service.at("/spec/type").asText());
            // Of the senders nobody but load-client calls each by its address.
            assertEquals(
                    Manifests.name(service).endsWith("load-client-senders"),
                    service.at("/spec").has("clusterIP"),
                    "headless: callers would pass by the split");
        }
    }

    @Test
    void aHeaderKeepsAllOthersFromTheInjector() {
        JsonNode rules = routes(
                        ChartValues.of("routing: {faultWeight: 100, match: {headers: [{name: x-chaos, value: 'on'}]}}"))
                .get(0)
                .at("/spec/rules");
        assertEquals("on", rules.at("/0/matches/0/headers/0/value").asText());
        assertEquals(2, rules.at("/0/backendRefs").size());
        assertFalse(rules.get(1).has("matches"));
        assertEquals("demo-backend", rules.at("/1/backendRefs/0/name").asText());
        assertEquals(1, rules.at("/1/backendRefs").size());
    }

    /** Linkerd reads it from the parent alone: at the injector's Service it would do nothing. */
    @Test
    void theBreakerIsOffUnlessAskedForAndThenOnTheParent() {
        for (ChartValues values : ChartMatrix.rows().toList()) {
            boolean asked = values.yaml().contains("circuitBreaker: {enabled: true}");
            Set<String> with = new TreeSet<>();
            for (JsonNode object : Chart.objects(values)) {
                if (object.at("/metadata/annotations").has("balancer.linkerd.io/failure-accrual")) {
                    with.add(Manifests.title(object));
                }
            }
            assertEquals(asked ? Set.of("Service/demo-backend") : Set.of(), with);
        }
    }

    @Test
    void retriesAndTimeoutsAreAnnotationsOfTheRoute() {
        JsonNode annotations = routes(ChartValues.of("routing: {retries: {http: '5xx,429', limit: 2, timeout: 300ms},"
                        + " timeouts: {request: 2s, response: 1s, idle: 1m}}"))
                .get(0)
                .at("/metadata/annotations");
        assertEquals("5xx,429", annotations.path("retry.linkerd.io/http").asText());
        assertEquals("2", annotations.path("retry.linkerd.io/limit").asText());
        assertEquals("300ms", annotations.path("retry.linkerd.io/timeout").asText());
        assertEquals("2s", annotations.path("timeout.linkerd.io/request").asText());
        assertEquals("1s", annotations.path("timeout.linkerd.io/response").asText());
        assertEquals("1m", annotations.path("timeout.linkerd.io/idle").asText());
        assertFalse(annotations.has("retry.linkerd.io/grpc"));
    }

    private static List<JsonNode> routes(ChartValues values) {
        return Chart.objects(values).stream()
                .filter(object -> ROUTES.contains(Manifests.kind(object)))
                .toList();
    }

    private static int sum(JsonNode backends) {
        return children(backends).stream()
                .mapToInt(backend -> backend.path("weight").asInt(1))
                .sum();
    }
}
