package dev.faultline.k8s;

import static dev.faultline.k8s.Manifests.children;
import static dev.faultline.k8s.Manifests.kind;
import static dev.faultline.k8s.Manifests.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pods that send for load-client, which nothing may take for load-client itself; and two of those, of which one acts. */
class SendersTest {

    private static final String SENDERS = "load-client-senders";

    private static final ChartValues ALL = ChartValues.of("""
            loadClient: {senders: 3, replicas: 2, extraEnv: [{name: FAULTLINE_LOAD_MAX_RATE, value: "90000"}]}
            load: {rate: 1000}
            monitoring: {podMonitor: {enabled: true}}
            networkPolicy: {controlFrom: [{namespaceSelector: {}}], apiFrom: [{namespaceSelector: {}}]}
            linkerd:
              policy:
                enabled: true
                networks: [10.0.0.0/8]
                serviceAccounts: [{name: prometheus, namespace: monitoring}]
            """);

    @Test
    void theCoordinatorFindsThemByTheirReadyAddresses() {
        List<JsonNode> objects = Chart.objects(ALL);
        String named = environment(pod(objects, "load-client")).get("FAULTLINE_LOAD_SENDER_SERVICE");
        JsonNode service = Manifests.one(objects, "Service", String.valueOf(named));
        assertEquals("None", service.at("/spec/clusterIP").asText());
        assertFalse(service.at("/spec/publishNotReadyAddresses").asBoolean(true));
        JsonNode port = service.at("/spec/ports/0");
        assertEquals("control", port.path("name").asText());
        assertEquals(8080, port.path("port").asInt());
        assertEquals(List.of(pod(objects, SENDERS)), Manifests.hit(objects, service.at("/spec/selector")));
        assertEquals("[\"sender\"]", container(objects, SENDERS).path("args").toString());
    }

    /** They are as load-client is, but for what makes it ask the API server: a thousand of them would ask a lot. */
    @Test
    void theySendAsLoadClientDoesAndAskNoApiServer() {
        List<JsonNode> objects = Chart.objects(ALL);
        JsonNode sender = container(objects, SENDERS);
        JsonNode client = container(objects, "load-client");
        for (String same : List.of("image", "resources", "securityContext", "readinessProbe")) {
            assertEquals(client.path(same), sender.path(same), same);
        }
        Map<String, String> known = environment(pod(objects, "load-client"));
        environment(pod(objects, SENDERS)).forEach((key, value) -> assertEquals(known.get(key), value, key));
        Set<String> ours = new TreeSet<>(environment(pod(objects, SENDERS)).keySet());
        ours.removeIf(key -> !key.startsWith("FAULTLINE_"));
        assertEquals(
                Set.of(
                        "FAULTLINE_CONTROL_TOKEN_FILE",
                        "FAULTLINE_INJECTOR_SERVICE",
                        "FAULTLINE_LOAD_MAX_RATE",
                        "FAULTLINE_SPLIT_BACKEND_HEADER"),
                ours);
        JsonNode pod = pod(objects, SENDERS);
        assertFalse(pod.at("/spec/automountServiceAccountToken").asBoolean(true));
        assertEquals(
                "enabled",
                pod.at("/metadata/annotations/linkerd.io~1inject").asText(),
                "their proxies split what they send");
        assertEquals(
                "true",
                pod.at("/metadata/annotations/config.linkerd.io~1proxy-enable-native-sidecar")
                        .asText(),
                "a proxy that ends before its sender breaks what that still sends");
        assertTrue(pod.at("/spec/topologySpreadConstraints/0/topologyKey").isTextual());
    }

    /** What they have measured is in load-client's figures. */
    @Test
    void nothingTakesThemForLoadClient() {
        List<JsonNode> objects = Chart.objects(ALL);
        JsonNode sender = pod(objects, SENDERS);
        List<String> takes = new ArrayList<>();
        for (JsonNode object : objects) {
            boolean theirs = name(object).startsWith(SENDERS);
            Stream.of("/spec/selector", "/spec/selector/matchLabels", "/spec/podSelector/matchLabels")
                    .filter(at -> !theirs && !kind(object).equals("PodMonitor"))
                    .filter(at -> Manifests.hit(objects, object.at(at)).contains(sender))
                    .forEach(at -> takes.add(Manifests.title(object)));
        }
        assertEquals(List.of(), takes);
        JsonNode monitor = Manifests.one(objects, "PodMonitor", "faultline");
        List<JsonNode> scraped = new Selections(objects).scraped(monitor);
        assertFalse(scraped.contains(sender));
        assertTrue(scraped.contains(pod(objects, "load-client")));
        assertEquals(
                "sender",
                sender.at("/metadata/labels/app.kubernetes.io~1component").asText());
    }

    /** Neither those who may use load-client nor those who scrape may tell them what to send. */
    @Test
    void nobodyButLoadClientReachesThem() {
        List<JsonNode> objects = Chart.objects(ALL);
        Set<String> open = new TreeSet<>();
        for (JsonNode rule : Manifests.one(objects, "NetworkPolicy", SENDERS).at("/spec/ingress")) {
            Set<String> peers = new TreeSet<>();
            rule.path("from").forEach(peer -> peers.add(peer.toString()));
            rule.path("ports").forEach(port -> {
                if (peers.isEmpty()) {
                    open.add(port.path("port").asText());
                } else {
                    assertEquals(1, peers.size());
                    assertTrue(
                            peers.toString().contains("\"app.kubernetes.io/name\":\"load-client\""), peers::toString);
                }
            });
        }
        assertEquals(Set.of("4190", "4191"), open, "tap and the proxies' metrics");

        List<JsonNode> allowing = Manifests.ofKind(objects, "AuthorizationPolicy").stream()
                .filter(policy -> policy.at("/spec/targetRef/name").asText().startsWith(SENDERS))
                .toList();
        assertEquals(1, allowing.size());
        JsonNode required = allowing.get(0).at("/spec/requiredAuthenticationRefs/0");
        JsonNode identities = Manifests.one(
                        objects, kind(required), required.path("name").asText())
                .at("/spec/identityRefs");
        assertEquals(1, identities.size());
        assertEquals("load-client", identities.at("/0/name").asText());
        assertEquals(
                pod(objects, "load-client").at("/spec/serviceAccountName"),
                identities.at("/0/name"),
                "by the account that it runs as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"senders: 7", "sendersAutoscaling: {enabled: true, minReplicas: 7}"})
    void thereAreAsManyAsAreAskedForOrAsTheAutoscalerSays(String values) {
        List<JsonNode> objects = Chart.objects(ChartValues.of("loadClient: {" + values + "}"));
        JsonNode replicas = Manifests.one(objects, "Deployment", SENDERS).at("/spec/replicas");
        List<JsonNode> scaled = Manifests.ofKind(objects, "HorizontalPodAutoscaler");
        JsonNode fewest = scaled.isEmpty() ? replicas : scaled.get(0).at("/spec/minReplicas");
        assertEquals(7, fewest.asInt());
        assertEquals(scaled.isEmpty(), replicas.isInt(), "an upgrade must not undo what the autoscaler has done");
        assertEquals(
                1,
                Manifests.one(objects, "Deployment", "load-client")
                        .at("/spec/replicas")
                        .asInt());
    }

    @Test
    void ofTwoLoadClientsTheHolderOfTheLeaseActs() {
        List<JsonNode> objects = Chart.objects(ALL);
        JsonNode deployment = Manifests.one(objects, "Deployment", "load-client");
        assertEquals(2, deployment.at("/spec/replicas").asInt());
        assertEquals("RollingUpdate", deployment.at("/spec/strategy/type").asText());
        assertEquals(
                0, deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(1));
        assertTrue(pod(objects, "load-client")
                .at("/spec/topologySpreadConstraints/0/topologyKey")
                .isTextual());
        assertEquals(
                1,
                Manifests.one(objects, "PodDisruptionBudget", "load-client")
                        .at("/spec/maxUnavailable")
                        .asInt());

        Map<String, String> told = environment(pod(objects, "load-client"));
        assertEquals("http://$(POD_IP):8080", told.get("FAULTLINE_LEADER_ADDRESS"));
        List<String> order = container(objects, "load-client").path("env").findValuesAsText("name");
        assertTrue(
                order.indexOf("POD_IP") < order.indexOf("FAULTLINE_LEADER_ADDRESS"),
                "Kubernetes puts in only what stands before it");
        assertEquals(Set.of("get", "create", "update"), verbs(objects, "leases", told.get("FAULTLINE_LEADER_LEASE")));
        assertEquals(
                Set.of("get", "list", "watch", "update", "patch"),
                verbs(objects, "configmaps", told.get("FAULTLINE_EXPERIMENTS_JOURNAL_CONFIG_MAP")));
        assertTrue(verbs(objects, "endpointslices", null).contains("list"));
    }

    @Test
    void oneLoadClientGoesBeforeTheNextComes() {
        List<JsonNode> objects = Chart.objects(ChartValues.of("{}"));
        JsonNode deployment = Manifests.one(objects, "Deployment", "load-client");
        assertEquals("Recreate", deployment.at("/spec/strategy/type").asText());
        assertFalse(environment(pod(objects, "load-client")).containsKey("FAULTLINE_LEADER_LEASE"));
        assertEquals(Set.of(), verbs(objects, "leases", null));
    }

    /** Returns what load-client may do to that object: by its name, or to all of them. */
    private static Set<String> verbs(List<JsonNode> objects, String resource, @Nullable String name) {
        Set<String> verbs = new TreeSet<>();
        for (JsonNode rule : Manifests.one(objects, "Role", "load-client").path("rules")) {
            boolean named = !rule.has("resourceNames")
                    || children(rule.path("resourceNames")).stream()
                            .anyMatch(each -> each.asText().equals(name));
            if (named
                    && children(rule.path("resources")).stream()
                            .anyMatch(each -> each.asText().equals(resource))) {
                rule.path("verbs").forEach(verb -> verbs.add(verb.asText()));
            }
        }
        return verbs;
    }

    private static JsonNode pod(List<JsonNode> objects, String deployment) {
        return Manifests.one(objects, "Deployment", deployment).at("/spec/template");
    }

    private static JsonNode container(List<JsonNode> objects, String deployment) {
        return pod(objects, deployment).at("/spec/containers/0");
    }

    /** Returns the variables of the first container: their values, or where those come from. */
    private static Map<String, String> environment(JsonNode pod) {
        Map<String, String> environment = new TreeMap<>();
        pod.at("/spec/containers/0/env")
                .forEach(env -> environment.put(
                        env.path("name").asText(),
                        env.has("value")
                                ? env.path("value").asText()
                                : env.path("valueFrom").toString()));
        return environment;
    }
}
