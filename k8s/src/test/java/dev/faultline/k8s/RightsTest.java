package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what: as little as the services need, and nothing without being asked. */
class RightsTest {

    private static final Set<String> READING = Set.of("get", "list", "watch");

    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void whatIsChangedIsNamedButForChaos(ChartValues values) {
        boolean chaos = values.yaml().contains("chaos: {enabled: true}");
        Set<String> unnamed = new TreeSet<>();
        for (JsonNode role : Manifests.ofKind(Chart.objects(values), "Role")) {
            for (JsonNode rule : role.path("rules")) {
                boolean changes = Manifests.children(rule.path("verbs")).stream()
                        .anyMatch(verb -> !READING.contains(verb.asText()));
                if (changes && !rule.has("resourceNames") && !isToMakeALease(rule)) {
                    rule.path("apiGroups").forEach(group -> unnamed.add(group.asText()));
                }
                assertFalse(rule.toString().contains("*"), rule::toString);
                assertFalse(rule.toString().contains("secrets"), rule::toString);
            }
        }
        assertEquals(chaos ? Set.of("chaos-mesh.org") : Set.of(), unnamed);
    }

    /** What is not there yet has no name that a right could be bound to. */
    private static boolean isToMakeALease(JsonNode rule) {
        return rule.path("resources").toString().equals("[\"leases\"]")
                && rule.path("verbs").toString().equals("[\"create\"]");
    }

    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void onlyWhoHasARoleGetsTheTokenOfItsAccount(ChartValues values) {
        List<JsonNode> objects = Chart.objects(values);
        Set<String> bound = new TreeSet<>();
        for (JsonNode binding : Manifests.ofKind(objects, "RoleBinding")) {
            bound.add(binding.at("/subjects/0/name").asText());
        }
        Set<String> mounting = new TreeSet<>();
        for (JsonNode pod : Manifests.pods(objects)) {
            if (pod.at("/spec/automountServiceAccountToken").asBoolean(true)) {
                mounting.add(pod.at("/spec/serviceAccountName").asText());
            }
        }
        assertEquals(bound, mounting);
        assertEquals(
                Manifests.ofKind(objects, "ServiceAccount").size(),
                Manifests.pods(objects).stream()
                        .map(pod -> pod.at("/spec/serviceAccountName").asText())
                        .distinct()
                        .count(),
                "one account for each part");
    }

    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void whoChangesSomethingAsksForTheToken(ChartValues values) {
        boolean token = !values.yaml().contains("control: {enabled: false");
        for (JsonNode pod : Manifests.pods(Chart.objects(values))) {
            JsonNode container = pod.at("/spec/containers/0");
            if (Set.of("error-injector", "load-client", "sender")
                    .contains(container.path("name").asText())) {
                assertEquals(
                        token, container.path("env").findValuesAsText("name").contains("FAULTLINE_CONTROL_TOKEN_FILE"));
            }
        }
    }

    @Test
    void theControlPortIsClosedToAllButLoadClient() {
        JsonNode ingress = Manifests.one(Chart.objects(ChartValues.of("{}")), "NetworkPolicy", "error-injector")
                .at("/spec/ingress");
        for (JsonNode rule : ingress) {
            if (rule.path("ports").findValuesAsText("port").contains("control")) {
                assertEquals(
                        Set.of("load-client"),
                        Set.copyOf(rule.path("from").findValuesAsText("app.kubernetes.io/name")));
                assertEquals(1, rule.path("from").size());
            }
        }
        assertEquals(3, ingress.size());
        assertTrue(ingress.toString().contains("4143") && ingress.toString().contains("4191"));
    }

    @Test
    void withoutAnybodyToLetInNoRuleSaysSo() {
        ChartValues alone = ChartValues.profile("inject-into", ChartMatrix.CART);
        JsonNode ingress = Manifests.one(Chart.objects(alone), "NetworkPolicy", "error-injector")
                .at("/spec/ingress");
        assertFalse(ingress.toString().contains("control"), "an empty list of peers would let everybody in");
    }

    @Test
    void tokensThatAreMadeAreTheSameForAll() {
        List<JsonNode> objects = Chart.objects(ChartValues.of("{}"));
        Set<String> sums = new TreeSet<>();
        Manifests.pods(objects)
                .forEach(pod ->
                        sums.add(pod.at("/metadata/annotations/checksum~1token").asText("")));
        sums.remove("");
        assertEquals(1, sums.size());
        String token = Manifests.one(objects, "Secret", "faultline-control")
                .at("/data/token")
                .asText();
        assertEquals(32, Base64.getDecoder().decode(token).length);
    }
}
