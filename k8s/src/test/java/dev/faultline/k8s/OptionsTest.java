package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That values do what their comments say. */
class OptionsTest {

    private static final String DIGITS = """
            target: {service: "1", port: 80}
            routing: {name: "2", match: {headers: [{name: "3", value: "4"}]}}
            namespaceOverride: "5"
            control: {existingSecret: "6", key: "7"}
            priorityClassName: "8"
            image: {pullSecrets: ["9"]}
            chaos: {enabled: true, namespace: "10"}
            linkerd: {namespace: "11"}
            loadClient: {enabled: true, reports: {existingClaim: "12"}}
            """;

    private static final List<String> NAMES = List.of(
            "name",
            "namespace",
            "key",
            "claimName",
            "secretName",
            "priorityClassName",
            "resourceNames",
            "app.kubernetes.io/instance",
            "kubernetes.io/metadata.name");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                | localhost/faultline/error-injector:0.1.0-SNAPSHOT",
                "image: {registry: r.example/x/}                   | r.example/x/faultline/error-injector:0.1.0-SNAPSHOT",
                "image: {tag: '2'}                                 | localhost/faultline/error-injector:2",
                "{image: {tag: '2'}, errorInjector: {image: {tag: '3'}}} | localhost/faultline/error-injector:3",
                "errorInjector: {image: {repository: r.example/injector}} | r.example/injector:0.1.0-SNAPSHOT",
            })
    void imagesAreNamed(String values, String image) {
        assertEquals(
                image,
                container(ChartValues.of(values), "error-injector")
                        .path("image")
                        .asText());
    }

    @Test
    void aDigestStandsInPlaceOfTheTag() {
        String digest = "sha256:" + "0a".repeat(32);
        ChartValues values = ChartValues.of("errorInjector: {image: {tag: '3', digest: '" + digest + "'}}");
        assertEquals(
                "localhost/faultline/error-injector@" + digest,
                container(values, "error-injector").path("image").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                            | 0",
                "errorInjector: {replicas: 2}                                  | 1",
                "errorInjector: {replicas: 2, podDisruptionBudget: {enabled: false}} | 0",
                "errorInjector: {autoscaling: {enabled: true, minReplicas: 1}} | 0",
                "errorInjector: {autoscaling: {enabled: true}}                 | 1",
                "loadClient: {senders: 1}                                      | 0",
                "loadClient: {senders: 2}                                      | 1",
                "loadClient: {sendersAutoscaling: {enabled: true}}             | 1",
                "loadClient: {replicas: 2}                                     | 1",
                "loadClient: {replicas: 2, senders: 2}                         | 2",
                "loadClient: {replicas: 2, senders: 2, podDisruptionBudget: {enabled: false}} | 0",
            })
    void aBudgetIsForMoreThanOnePod(String values, int budgets) {
        assertEquals(
                budgets,
                Manifests.ofKind(Chart.objects(ChartValues.of(values)), "PodDisruptionBudget")
                        .size());
    }

    @ParameterizedTest
    @CsvSource({
        "fullnameOverride: shop, shop-",
        "nameOverride: drill, faultline-drill-",
        "nameOverride: fault, faultline-"
    })
    void namesGetAPrefixIfOneIsAskedFor(String values, String prefix) {
        List<JsonNode> objects = Chart.objects(ChartValues.of(values));
        for (JsonNode object : objects) {
            assertTrue(Manifests.name(object).startsWith(prefix), Manifests.title(object));
        }
        assertEquals(
                prefix + "demo-backend-faults",
                Manifests.name(Manifests.ofKind(objects, "HTTPRoute").get(0)));
    }

    @Test
    void everythingGoesToTheNamespaceThatIsAskedFor() {
        for (JsonNode object : Chart.objects(ChartValues.of("namespaceOverride: elsewhere"))) {
            assertEquals("elsewhere", object.at("/metadata/namespace").asText());
        }
    }

    /** YAML would take them for numbers, and Kubernetes refuse them. */
    @Test
    void namesOfDigitsStayTexts() {
        Chart.needed();
        String text = new Helm(Chart.DIRECTORY)
                .template()
                .withName("7")
                .withNamespace("8")
                .withKubeVersion(Chart.KUBERNETES)
                .call();
        String own = Chart.text(ChartValues.profile("inject-into", DIGITS));
        for (JsonNode object : Manifests.objects(text + "\n---\n" + own)) {
            if (KubernetesTypes.know(object)) {
                assertEquals(List.of(), KubernetesTypes.problems(object), Manifests.title(object));
            }
            assertEquals(List.of(), numbers(object), Manifests.title(object));
        }
    }

    /** Returns those fields for names and namespaces that hold a number. */
    private static List<String> numbers(JsonNode object) {
        List<String> numbers = new ArrayList<>();
        for (String field : NAMES) {
            object.findValues(field).stream()
                    .flatMap(value ->
                            value.isArray() ? StreamSupport.stream(value.spliterator(), false) : Stream.of(value))
                    .filter(JsonNode::isNumber)
                    .forEach(value -> numbers.add(field + ": " + value));
        }
        return numbers;
    }

    @Test
    void aPlanIsHandedOverAsItIs() {
        assertEquals(
                "status=503:20 delay=300ms:50",
                environment("faults: {plan: 'status=503:20 delay=300ms:50'}", "FAULTLINE_INJECTOR_PLAN"));
        assertEquals(
                "{\"rules\":[{\"name\":\"slow\"}]}",
                environment("faults: {plan: {rules: [{name: slow}]}}", "FAULTLINE_INJECTOR_PLAN"));
        assertEquals("", environment("{}", "FAULTLINE_INJECTOR_PLAN"));
    }

    @Test
    void podsAreMeshedUnlessThatIsTurnedOff() {
        Manifests.pods(Chart.objects(ChartValues.of("{}")))
                .forEach(pod -> assertEquals(
                        "enabled",
                        pod.at("/metadata/annotations/linkerd.io~1inject").asText()));
        Manifests.pods(Chart.objects(ChartValues.of("linkerd: {inject: false}")))
                .forEach(pod -> assertEquals(
                        "disabled",
                        pod.at("/metadata/annotations/linkerd.io~1inject").asText(),
                        "a namespace that injects would mesh it"));
    }

    /** Its pod runs in the user's mesh and must end: the proxy is a native sidecar. */
    @Test
    void theTestAsksForAVerdictAndEnds() {
        JsonNode demo = Manifests.one(Chart.objects(ChartValues.profile("demo", "{}")), "Pod", "faultline-test");
        assertEquals("slo", demo.at("/spec/containers/0/args/0").asText());
        assertEquals(
                "before-hook-creation",
                demo.at("/metadata/annotations/helm.sh~1hook-delete-policy").asText(),
                "helm test --logs reads a pod that is there, whatever came of it");
        assertEquals("Never", demo.at("/spec/restartPolicy").asText());
        assertEquals(
                "true",
                demo.at("/metadata/annotations/config.linkerd.io~1proxy-enable-native-sidecar")
                        .asText());
        JsonNode quiet = Manifests.one(
                Chart.objects(ChartValues.profile("inject-into", ChartMatrix.CART)), "Pod", "faultline-test");
        assertEquals("attack", quiet.at("/spec/containers/0/args/0").asText());
        assertFalse(quiet.toString().contains("//cart"), "it must not call what is not the chart's");
        assertFalse(quiet.toString().contains("share of injector"));
        assertTrue(demo.toString().contains("share of injector > 0%"), "a mesh that splits nothing must fail it");
    }

    private static final String SECURED = """
            control: {tls: {secretName: own}}
            load: {rate: 1}
            loadClient: {replicas: 2, senders: 2}
            monitoring: {podMonitor: {enabled: true}}
            linkerd: {policy: {enabled: true, networks: [10.0.0.0/8]}}
            """;

    /** One that goes by http where the other side speaks https finds nobody: no URL, probe or hint to the mesh is left. */
    @Test
    void allThatCallsControlPortsDoesSoByHttps() {
        List<JsonNode> objects = Chart.objects(ChartValues.of(SECURED));
        for (String part : List.of("error-injector", "load-client", "load-client-senders", "demo-backend")) {
            JsonNode container = Manifests.one(objects, "Deployment", part).at("/spec/template/spec/containers/0");
            assertEquals(List.of("HTTPS", "HTTPS", "HTTPS"), container.findValuesAsText("scheme"), part);
            assertEquals(
                    "/etc/faultline/tls/tls.key", variable(container, "QUARKUS_TLS_CONTROL_KEY_STORE_PEM_CONTROL_KEY"));
        }
        JsonNode client = Manifests.one(objects, "Deployment", "load-client").at("/spec/template/spec/containers/0");
        assertEquals("https://error-injector:9000", variable(client, "FAULTLINE_INJECTOR_CONTROL"));
        assertEquals("https://$(POD_IP):8080", variable(client, "FAULTLINE_LEADER_ADDRESS"));
        assertEquals("load-client", variable(client, "FAULTLINE_LEADER_SERVICE"), "no certificate names an address");
        assertEquals("/etc/faultline/tls/ca.crt", variable(client, "QUARKUS_TLS_CALLS_TRUST_STORE_PEM_CERTS"));
        JsonNode test = Manifests.one(objects, "Pod", "faultline-test").path("spec");
        assertEquals("https://load-client:8080", test.at("/containers/0/args/2").asText());
        assertEquals(
                "[\"ca.crt\"]",
                test.at("/volumes/1/secret/items").findValues("key").toString(),
                "and no key");
        assertEquals(
                List.of("opaque", "opaque", "opaque"),
                Manifests.ofKind(objects, "Server").stream()
                        .map(server -> server.at("/spec/proxyProtocol").asText())
                        .toList());
        JsonNode scraped = Manifests.ofKind(objects, "PodMonitor").get(0).at("/spec/podMetricsEndpoints/0");
        assertEquals("https", scraped.path("scheme").asText());
        assertEquals(
                "demo-backend.faultline.svc",
                scraped.at("/tlsConfig/serverName").asText());
        assertEquals("own", scraped.at("/tlsConfig/ca/secret/name").asText());
        for (JsonNode service : Manifests.ofKind(objects, "Service")) {
            for (JsonNode port : service.at("/spec/ports")) {
                boolean traffic = !Manifests.name(service).startsWith("load-client")
                        && !port.path("name").asText().equals("control");
                assertEquals(traffic, !port.path("appProtocol").asText().equals("https"), port::toString);
            }
        }
    }

    @Test
    void certManagerMakesACertificateForEveryService() {
        List<JsonNode> objects = Chart.objects(ChartValues.of("""
                control: {tls: {certManager: {enabled: true, issuerRef: {name: ours, kind: ClusterIssuer}}}}
                demoBackend: {enabled: false}
                routing: {mode: none}
                nameOverride: drill
                """));
        JsonNode spec = Manifests.ofKind(objects, "Certificate").get(0).path("spec");
        assertEquals(Manifests.tree("""
                secretName: faultline-drill-faultline-tls
                dnsNames:
                  - localhost
                  - faultline-drill-error-injector
                  - faultline-drill-error-injector.faultline
                  - faultline-drill-error-injector.faultline.svc
                  - faultline-drill-error-injector.faultline.svc.cluster.local
                  - faultline-drill-load-client
                  - faultline-drill-load-client.faultline
                  - faultline-drill-load-client.faultline.svc
                  - faultline-drill-load-client.faultline.svc.cluster.local
                issuerRef: {group: cert-manager.io, kind: ClusterIssuer, name: ours}
                privateKey: {algorithm: ECDSA, size: 256, rotationPolicy: Always}
                usages: [digital signature, server auth]
                """), spec);
        assertEquals(
                spec.path("secretName"),
                Manifests.one(objects, "Deployment", "faultline-drill-load-client")
                        .at("/spec/template/spec/volumes/2/secret/secretName"));
    }

    private static JsonNode container(ChartValues values, String name) {
        return Manifests.one(Chart.objects(values), "Deployment", name).at("/spec/template/spec/containers/0");
    }

    private static String environment(String values, String name) {
        return variable(container(ChartValues.of(values), "error-injector"), name);
    }

    private static String variable(JsonNode container, String name) {
        for (JsonNode env : container.path("env")) {
            if (env.path("name").asText().equals(name)) {
                return env.path("value").asText();
            }
        }
        return "";
    }
}
