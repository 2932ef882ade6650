package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders, whatever makes sense as values: a cluster takes it, and its parts find each other. */
class ChartObjectsTest {

    static Stream<ChartValues> matrix() {
        return ChartMatrix.rows();
    }

    @Test
    void helmFindsNothingToComplainOf() {
        Chart.needed();
        LintResult lint = new Helm(Chart.DIRECTORY).lint().strict().call();
        assertFalse(lint.isFailed(), () -> lint.getMessages().toString());
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void kubernetesKnowsEveryField(ChartValues values) {
        for (JsonNode object : Chart.objects(values)) {
            if (!object.path("apiVersion").asText().matches(".*(linkerd\\.io|gateway|smi-spec|coreos).*")) {
                assertEquals(List.of(), KubernetesTypes.problems(object), Manifests.title(object));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void otherKindsFulfilTheirSchemas(ChartValues values) {
        Crds.needed();
        for (JsonNode object : Chart.objects(values)) {
            if (!KubernetesTypes.know(object)) {
                assertEquals(List.of(), Crds.problems(object), Manifests.title(object));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everythingThatIsNamedIsThere(ChartValues values) {
        assertEquals(List.of(), new References(Chart.objects(values)).problems());
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everySelectorHitsSomethingThatHasThePort(ChartValues values) {
        assertEquals(List.of(), new Selections(Chart.objects(values)).problems());
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void podsAreRestricted(ChartValues values) {
        for (JsonNode pod : Manifests.pods(Chart.objects(values))) {
            assertEquals(List.of(), PodSecurity.problems(pod.path("spec")));
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void objectsAreWholeAndOurs(ChartValues values) {
        Set<String> titles = new HashSet<>();
        for (JsonNode object : Chart.objects(values)) {
            assertTrue(titles.add(Manifests.title(object)), () -> "twice: " + Manifests.title(object));
            if (List.of("faultline-x", "other").contains(Manifests.name(object))) {
                continue;
            }
            assertEquals(
                    "faultline",
                    object.at("/metadata/labels/app.kubernetes.io~1part-of").asText(),
                    Manifests.title(object));
            assertTrue(object.at("/metadata/namespace").isTextual(), Manifests.title(object));
        }
    }

    /** The checks themselves can fail. */
    @ParameterizedTest(name = "{0}: {1}/{2} as {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Deployment/error-injector|/spec/template/spec/containers/0|imagePullPolic|Always",
                "Deployment/error-injector|/spec|replicas|many",
                "Deployment/error-injector|/spec/template/spec|serviceAccountName|nobody",
                "Deployment/error-injector|/spec/template/spec|hostNetwork|true",
                "Deployment/load-client|/spec/template/spec/containers/0/securityContext|readOnlyRootFilesystem|false",
                "Deployment/load-client|/spec/template/spec/containers/0/env/4|value|httproute/other",
                "Deployment/demo-backend|/spec/template/metadata/labels|app.kubernetes.io/name|other",
                "Service/demo-backend|/spec/ports/0|targetPort|web",
                "Service/error-injector|/spec/ports/0|port|8888",
                "HTTPRoute/demo-backend-faults|/spec/rules/0/backendRefs/1|name|injector",
                "HTTPRoute/demo-backend-faults|/spec/parentRefs/0|port|9999",
                "RoleBinding/load-client|/roleRef|name|other",
                "NetworkPolicy/error-injector|/spec/ingress/0/ports/0|port|web",
            })
    void whatIsWrongIsSeen(String title, String where, String field, String value) {
        List<JsonNode> objects = Chart.objects(ChartValues.profile("demo", "{}"));
        String[] parts = title.split("/", -1);
        JsonNode object = Manifests.one(objects, parts[0], parts[1]);
        ((ObjectNode) object.at(where)).set(field, Manifests.tree(value));
        long problems =
                KubernetesTypes.know(object) ? KubernetesTypes.problems(object).size() : 0;
        problems += new References(objects).problems().size()
                + new Selections(objects).problems().size();
        for (JsonNode pod : Manifests.pods(objects)) {
            problems += PodSecurity.problems(pod.path("spec")).size();
        }
        assertTrue(problems > 0);
    }
}
