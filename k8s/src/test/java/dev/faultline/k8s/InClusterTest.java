package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart does by what it finds in the cluster: weights that were changed, kinds and Services that are not. */
class InClusterTest {

    private static final Pattern PARTS = Pattern.compile("(\\d+) of (\\d+) parts go to error-injector");

    /** A dry run prints no manifest, but why it failed. */
    private static final String SAYS_REPLICAS = """
            extraManifests:
              - '{{ include "faultline.replicas" (dict "root" $ "part" "demo-backend" "values" .Values.demoBackend)
                | printf "rendered: [%s]" | fail }}'
            """;

    private static final String CART = """
            apiVersion: v1
            kind: Service
            metadata: {name: cart}
            spec: {clusterIP: %s, ports: [{port: 80}, {port: 81}]}
            """;

    @BeforeEach
    void helm() {
        Chart.needed();
    }

    /** The route says what the chart set last ({@code rendered}) and what faultWeight was then ({@code before}). */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // An experiment or a person has changed it: that stays.
                "{faultWeight: 20}                     | 20 80/20 90/10   | 10 of 100",
                "{faultWeight: 20}                     | 20 80/20 0/7     | 7 of 7",
                "{faultWeight: 0}                      | 0 100/0 50/50    | 50 of 100",
                "{faultWeight: 0}                      | 0 100/0 1000000/1 | 1 of 1000001",
                "{faultWeight: 0}                      | 0 100/0 1/1000000 | 1000000 of 1000001",
                // faultWeight itself has changed.
                "{faultWeight: 30}                     | 20 80/20 90/10   | 30 of 100",
                // Helm's last manifest said the same: twice the weights make it act.
                "{faultWeight: 30}                     | 20 70/30 90/10   | 60 of 200",
                "{faultWeight: 20, keepWeights: false} | 20 80/20 90/10   | 40 of 200",
                "{faultWeight: 20, keepWeights: false} | 20 160/40 90/10  | 20 of 100",
                // It is as wanted already.
                "{faultWeight: 20, keepWeights: false} | 20 80/20 80/20   | 20 of 100",
                // All zero is never kept: a mesh would misread it.
                "{faultWeight: 20}                     | 20 80/20 0/0     | 40 of 200",
            })
    void weightsStayOverAnUpgradeUnlessFaultWeightChanges(String routing, String route, String expected)
            throws IOException {
        String[] parts = route.split("[ /]", -1);
        try (FakeCluster cluster = new FakeCluster().with("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata:
                  name: demo-backend-faults
                  annotations: {chart.faultline.dev/fault-weight: "%s", chart.faultline.dev/weights: %s/%s}
                spec:
                  rules:
                    - backendRefs: [{name: demo-backend, weight: %s}, {name: error-injector, weight: %s}]
                    - backendRefs: [{name: demo-backend}]
                """.formatted((Object[]) parts))) {
            assertEquals(expected, parts(cluster, "routing: " + routing));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "700m, 300m, 300 of 1000",
        "1, 100m, 100 of 1100",
        "0.9, 0.1, 100 of 1000",
        "500m, 1500m, 1500 of 2000",
        "3000000, 100, 100 of 3000100",
    })
    void weightsOfATrafficSplitStayToo(String backend, String injector, String expected) throws IOException {
        try (FakeCluster cluster = new FakeCluster().with("""
                apiVersion: split.smi-spec.io/v1alpha1
                kind: TrafficSplit
                metadata: {name: demo-backend-faults, annotations: {chart.faultline.dev/fault-weight: "0"}}
                spec:
                  service: demo-backend
                  backends: [{service: demo-backend, weight: %s}, {service: error-injector, weight: %s}]
                """.formatted(backend, injector))) {
            assertEquals(expected, parts(cluster, "routing: {mode: trafficsplit}"));
        }
    }

    @Test
    void aFirstInstallationSetsWhatItIsTold() throws IOException {
        try (FakeCluster cluster = new FakeCluster()) {
            assertEquals("10 of 100", parts(cluster, "routing: {faultWeight: 10}"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.networking.k8s.io/v1 | {}                            | which routing.mode=httproute needs: install the Gateway API (1.2.1) first: kubectl apply",
                "gateway.networking.k8s.io/v1 | routing: {mode: grpcroute}    | does not know gateway.networking.k8s.io/v1/GRPCRoute",
                "split.smi-spec.io/v1alpha1   | routing: {mode: trafficsplit} | install the SMI extension of Linkerd first, or set routing.mode=httproute",
                "none                         | linkerd: {policy: {enabled: true}} | install Linkerd first, or set linkerd.policy.enabled=false",
                "none                         | monitoring: {podMonitor: {enabled: true}} | install the Prometheus operator first, or set monitoring.podMonitor.enabled=false",
                "none                         | control: {tls: {certManager: {enabled: true, issuerRef: {name: ours}}}} | install cert-manager first, or name a Secret of your own in control.tls.secretName",
                "none                         | monitoring: {rules: {enabled: true}} | install the Prometheus operator first, or set monitoring.rules.enabled=false",
            })
    void aKindThatIsMissingIsNamedWithWhatBringsIt(String missing, String values, String sentence) throws IOException {
        try (FakeCluster cluster = new FakeCluster().without(missing)) {
            assertTrue(refusal(cluster, values).contains(sentence), () -> sentence);
        }
    }

    @Test
    void aHeadlessServiceIsRefused() throws IOException {
        try (FakeCluster cluster = new FakeCluster().with(CART.formatted("None"))) {
            String refusal = refusal(cluster, ChartMatrix.CART + "\ndemoBackend: {enabled: false}");
            assertTrue(refusal.contains("target.service=cart is headless: callers reach its pods directly"), refusal);
        }
    }

    @Test
    void aPortThatTheServiceDoesNotHaveIsRefused() throws IOException {
        try (FakeCluster cluster = new FakeCluster().with(CART.formatted("10.0.0.1"))) {
            String refusal = refusal(cluster, "target: {service: cart, port: 8080}\ndemoBackend: {enabled: false}");
            assertTrue(
                    refusal.contains("target.service=cart has no port 8080 for TCP: set target.port to one of 80, 81"),
                    refusal);
            assertEquals(
                    "0 of 100", parts(cluster, ChartMatrix.CART + "\ndemoBackend: {enabled: false}"), "with port 80");
        }
    }

    /** Helm takes away a field that its new manifest lacks, and Kubernetes then makes it 1. */
    @ParameterizedTest
    @CsvSource({"4, replicas: 4", "6, replicas: 6", "1, replicas: 2", "0, ''"})
    void autoscalingKeepsThePodsThatThereAre(int there, String expected) throws IOException {
        try (FakeCluster cluster = new FakeCluster()) {
            if (there > 0) {
                cluster.with("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: demo-backend}
                        spec: {replicas: %d}
                        """.formatted(there));
            }
            String refusal = refusal(cluster, "demoBackend: {autoscaling: {enabled: true}}\n" + SAYS_REPLICAS);
            assertTrue(refusal.contains("rendered: [" + expected + "]"), refusal);
        }
    }

    /** Nothing would be split, and nothing would say so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: ExternalName             | httproute | target.service=cart is an ExternalName, an alias without an address",
                "ports: [{port: 80, appProtocol: grpc}] | httproute | port 80 of target.service=cart has appProtocol grpc, which makes it opaque to Linkerd, without routes: set its appProtocol to http",
                "ports: [{port: 80, appProtocol: https}] | grpcroute | without routes: set its appProtocol to kubernetes.io/h2c",
                "ports: [{port: 80, appProtocol: HTTP}] | grpcroute | has appProtocol http, where a GRPCRoute counts for nothing: set its appProtocol to kubernetes.io/h2c, or routing.mode=httproute",
                "ports: [{port: 80, protocol: UDP}, {port: 81}] | httproute | target.service=cart has no port 80 for TCP: set target.port to one of 81",
            })
    void aServiceThatNoMeshSplitsIsRefused(String spec, String mode, String sentence) throws IOException {
        try (FakeCluster cluster = new FakeCluster()
                .with("{apiVersion: v1, kind: Service, metadata: {name: cart}, spec: {%s}}".formatted(spec))) {
            String refusal = refusal(
                    cluster, "routing: {mode: " + mode + "}\ndemoBackend: {enabled: false}\n" + ChartMatrix.CART);
            assertTrue(refusal.contains(sentence), refusal);
        }
    }

    @Test
    void aServiceThatIsNotThereIsWarnedOf() throws IOException {
        String values = "demoBackend: {enabled: false}\n" + ChartMatrix.CART;
        String warning = "WARNING: there is no Service cart in the namespace faultline";
        try (FakeCluster cluster = new FakeCluster()) {
            assertTrue(install(cluster, values).contains(warning));
            cluster.with(CART.formatted("10.0.0.1"));
            assertFalse(install(cluster, values).contains(warning));
        }
    }

    private static String parts(FakeCluster cluster, String values) {
        String notes = install(cluster, values);
        Matcher parts = PARTS.matcher(notes);
        assertTrue(parts.find(), notes);
        return parts.group(1) + " of " + parts.group(2);
    }

    private static String refusal(FakeCluster cluster, String values) {
        return String.valueOf(assertThrows(IllegalStateException.class, () -> install(cluster, values))
                .getMessage());
    }

    private static String install(FakeCluster cluster, String values) {
        return Chart.withFiles(ChartValues.of(values), files -> {
            InstallCommand install = new Helm(Chart.DIRECTORY)
                    .install()
                    .withName(Chart.RELEASE)
                    .withNamespace(Chart.NAMESPACE)
                    .withKubeConfigContents(cluster.kubeConfig())
                    .disableOpenApiValidation()
                    .dryRun()
                    .withDryRunOption(DryRun.SERVER);
            files.forEach(install::withValuesFile);
            return install.call().getOutput();
        });
    }
}
