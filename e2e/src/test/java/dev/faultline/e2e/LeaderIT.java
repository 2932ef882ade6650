package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.platform.cluster.MockCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two load-clients of which a Lease decides who acts, and what becomes of an experiment when that one is no more. */
@Timeout(240)
@Isolated("it measures how long another needs to take over")
class LeaderIT {

    private static final Duration TAKEN_OVER = Duration.ofSeconds(15);
    private static final Duration BACK = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MINE = "{\"rules\":[{\"name\":\"mine\"}]}";
    private static final String EXPERIMENT = """
            title: to be taken over
            hypothesis: [success_rate >= 0%]
            load: {target: "http://127.0.0.1:BACKEND/", rate: 20, timeout: 5s}
            warmup: WARMUP
            baseline: {duration: BASELINE, gate: [success_rate >= 0%]}
            method:
              - faults: {rules: [{name: theirs, aborts: [{percentage: 100, type: status, status: 503}]}]}
              - split: {error-injector: 50}
              - hold: HOLD
            verify: {duration: VERIFY}
            """;

    @TempDir
    private static Path directory;

    private static MockCluster cluster;
    private static Service injector;
    private static Service backend;
    private static Client one;
    private static Client other;
    private static String faults;
    private static final int BACKEND = Service.freePort();

    /** One of the two, as a pod that is started again when it has ended. */
    private static final class Client {

        private final int port = Service.freePort();
        private final Path reports;
        private Service service;

        Client(String name) throws IOException {
            reports = directory.resolve(name);
            start();
        }

        void start() throws IOException {
            service = Service.start(
                    "load-client",
                    Map.of("KUBECONFIG", directory.resolve("kubeconfig").toString()),
                    List.of(
                            "quarkus.http.port=" + port,
                            "quarkus.management.port=" + Service.freePort(),
                            "faultline.leader.lease=load-client",
                            "faultline.leader.address=" + site(),
                            "faultline.experiments.journal-config-map=journals",
                            "faultline.reports.config-map=reports",
                            "faultline.reports.directory=" + reports,
                            "faultline.split.route=httproute/demo-backend-faults",
                            "faultline.proxy.metrics=off",
                            "faultline.injector.control=" + faults.replace("/api/faults", ""),
                            Attack.PATIENT));
        }

        String site() {
            return "http://127.0.0.1:" + port;
        }

        String get(String path) throws IOException, InterruptedException {
            return Service.get(site() + path);
        }

        HttpResponse<String> call(String method, String path, String body) throws Exception {
            return Service.call(method, site() + path, body);
        }

        boolean leads() throws IOException, InterruptedException {
            return service.process().isAlive()
                    && JSON.readTree(get("/api/leader")).path("leading").asBoolean();
        }

        /** As an operating system kills, which asks nobody. */
        void kill() {
            service.close();
        }

        /** Returns the experiment that is the newest there. */
        JsonNode newest() throws IOException, InterruptedException {
            JsonNode all = JSON.readTree(get("/api/experiments"));
            JsonNode newest = all.path(0);
            for (JsonNode each : all) {
                newest = each.path("id").asText().compareTo(newest.path("id").asText()) > 0 ? each : newest;
            }
            return newest;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        int control = Service.freePort();
        faults = "http://127.0.0.1:" + control + "/api/faults";
        cluster = new MockCluster();
        populate();
        Files.writeString(directory.resolve("kubeconfig"), cluster.kubeconfig());
        injector = Service.start(
                        "error-injector",
                        List.of("faultline.injector.port=" + Service.freePort(), "quarkus.http.port=" + control))
                .ready("http://127.0.0.1:" + control + "/q/health/ready");
        backend = Service.start(
                        "demo-backend",
                        List.of("quarkus.http.port=" + BACKEND, "quarkus.management.port=" + Service.freePort()))
                .ready("http://127.0.0.1:" + BACKEND + "/");
        one = new Client("one");
        other = new Client("other");
    }

    /** What the chart makes. */
    private static void populate() throws IOException {
        try (KubernetesClient client = cluster.client()) {
            for (String name : List.of("journals", "reports")) {
                var unused = client.resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                        .inNamespace(MockCluster.NAMESPACE)
                        .create();
            }
            String route = Files.readString(Demo.ROOT.resolve(Path.of("linkerd", "http-route.yaml")));
            var unused = client.resource(Serialization.unmarshal(route, GenericKubernetesResource.class))
                    .inNamespace(MockCluster.NAMESPACE)
                    .create();
        }
    }

    @AfterAll
    static void stop() {
        one.kill();
        other.kill();
        injector.close();
        backend.close();
        cluster.close();
    }

    @BeforeEach
    void bothAreThereAndNothingInjects() throws Exception {
        for (Client each : List.of(one, other)) {
            if (!each.service.process().isAlive()) {
                each.start();
            }
            each.service.ready(each.site() + "/api/leader");
        }
        Awaiting.until(() -> one.leads() || other.leads());
        Awaiting.until(() -> !standingBy().get("/api/leader").contains("\"leader\":null") && weight() == 0);
        assertEquals(200, Service.call("PUT", faults, MINE).statusCode());
    }

    private static Client leading() throws Exception {
        return one.leads() ? one : other;
    }

    private static Client standingBy() throws Exception {
        return one.leads() ? other : one;
    }

    /** Returns that of the injector, as the route in the cluster has it. */
    private static int weight() {
        try (KubernetesClient client = cluster.client()) {
            GenericKubernetesResource route = client.genericKubernetesResources(
                            "gateway.networking.k8s.io/v1", "HTTPRoute")
                    .inNamespace(MockCluster.NAMESPACE)
                    .withName("demo-backend-faults")
                    .get();
            for (JsonNode backendRef : JSON.valueToTree(route).at("/spec/rules/0/backendRefs")) {
                if (backendRef.path("name").asText().equals("error-injector")) {
                    return backendRef.path("weight").asInt();
                }
            }
            throw new AssertionError(route.toString());
        }
    }

    private static boolean areBack() throws Exception {
        return Service.get(faults).contains("\"mine\"") && weight() == 0;
    }

    /** Begins one that gets to that state and stays in it for long; returns its name. */
    private static String begin(String longState) throws Exception {
        return begin(longState, EXPERIMENT);
    }

    private static String begin(String longState, String document) throws Exception {
        String experiment = document.replace("BACKEND", Integer.toString(BACKEND))
                .replace("WARMUP", longState.equals("warmup") ? "10s" : "1s")
                .replace("BASELINE", longState.equals("baseline") ? "5m" : "1s")
                .replace("HOLD", longState.equals("verify") ? "1s" : "5m")
                .replace("VERIFY", longState.equals("verify") ? "10s" : "1s");
        Client leads = leading();
        HttpResponse<String> begun = leads.call("POST", "/api/experiments", experiment);
        assertEquals(201, begun.statusCode(), begun::body);
        String id = JSON.readTree(begun.body()).path("id").asText();
        Awaiting.until(() -> leads.get("/api/experiments/" + id).contains("\"state\":\"" + longState + "\""));
        // It is in its first state before anything is written down.
        Awaiting.until(() -> leads.call("GET", "/api/load", "").statusCode() == 200);
        if (longState.equals("inject")) {
            int weight = document.contains("split:") ? 50 : 0;
            Awaiting.until(() -> Service.get(faults).contains("theirs") && weight() == weight);
        }
        return id;
    }

    private static String reason(Client client, String id) throws Exception {
        return JSON.readTree(client.get("/api/experiments/" + id))
                .at("/verdict/reason")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"warmup", "baseline", "inject", "rollback", "verify"})
    void whatTheLeaderHasLeftIsUndoneByTheOther(String state) throws Exception {
        String id = begin(state.equals("rollback") ? "inject" : state);
        Client killed = leading();
        Client next = standingBy();
        if (state.equals("rollback")) {
            // The way back waits for the injector.
            injector.signal("STOP");
            assertEquals(
                    202, killed.call("DELETE", "/api/experiments/" + id, "").statusCode());
            Awaiting.until(() -> killed.get("/api/experiments/" + id).contains("\"state\":\"rollback\""));
        }
        long died = System.nanoTime();
        killed.kill();
        if (state.equals("rollback")) {
            injector.signal("CONT");
        }
        Awaiting.within(TAKEN_OVER, next::leads);
        Awaiting.within(left(died), LeaderIT::areBack);
        Awaiting.until(() -> reason(next, id).contains("the process ended in the middle of it (" + state + ")"));
        assertEquals("aborted", next.newest().at("/verdict/outcome").asText());
        assertTrue(next.get("/api/experiments/" + id + "/report.md").contains("to be taken over"));
        assertTrue(JSON.readTree(next.get("/api/leader")).path("term").asInt() > 1);
    }

    private static Duration left(long since) {
        return BACK.minusNanos(System.nanoTime() - since);
    }

    @Test
    void whoStandsByAnswersReadsAndRefusesChangesButForTheKillSwitch() throws Exception {
        Client leads = leading();
        Client standsBy = standingBy();
        for (String path : List.of("/api/split", "/api/stats", "/api/experiments", "/api/injector/faults")) {
            assertFalse(standsBy.get(path).contains("\"status\":409"), path);
        }
        String split = "{\"weights\":{\"demo-backend\":50,\"error-injector\":50}}";
        for (List<String> change : List.of(
                List.of("PUT", "/api/split", split),
                List.of("PUT", "/api/load", "{\"target\":\"http://127.0.0.1:" + BACKEND + "/\",\"rate\":1}"),
                List.of("DELETE", "/api/load", ""),
                List.of("POST", "/api/experiments", "title: t"),
                List.of("DELETE", "/api/experiments/none", ""),
                List.of("DELETE", "/api/injector/faults", ""))) {
            HttpResponse<String> refused = standsBy.call(change.get(0), change.get(1), change.get(2));
            assertEquals(409, refused.statusCode(), change::toString);
            assertEquals(
                    "application/problem+json",
                    refused.headers().firstValue("content-type").orElse(""));
            assertTrue(refused.body().contains(" at " + leads.site() + " leads, and takes changes"), refused::body);
        }
        assertTrue(areBack(), "nothing was changed");
        String plan = "{\"target\":\"http://127.0.0.1:" + BACKEND + "/\",\"rate\":1}";
        assertEquals(200, standsBy.call("PUT", "/api/load?dryRun=true", plan).statusCode());
        assertEquals(503, standsBy.call("POST", "/api/slo", "{}").statusCode(), "a question");

        String id = begin("inject");
        HttpResponse<String> pressed = standsBy.call("POST", "/api/kill-switch", "");
        assertEquals(200, pressed.statusCode(), pressed::body);
        JsonNode done = JSON.readTree(pressed.body());
        assertEquals(id, done.at("/experiments/0").asText(), pressed::body);
        assertTrue(done.path("leader").asText().endsWith(" at " + leads.site()), pressed::body);
        assertEquals(0, done.at("/split/weights/error-injector").asInt(), pressed::body);
        assertFalse(Service.get(faults).contains("theirs"));
        Awaiting.until(() -> reason(leads, id).startsWith("the kill switch was pressed"));
        assertFalse(Service.get(faults).contains("mine"), "nothing is brought back");
        assertEquals(0, weight());
    }

    /** It is as good as dead, but may wake again: then it must do nothing. */
    @Test
    void aLeaderThatWasPausedEndsWhenItWakesAndTheKillSwitchDidNotNeedIt() throws Exception {
        String id = begin("inject");
        Client paused = leading();
        Client next = standingBy();
        paused.service.signal("STOP");
        HttpResponse<String> pressed = next.call("POST", "/api/kill-switch", "");
        assertEquals(502, pressed.statusCode(), pressed::body);
        assertTrue(pressed.body().contains("the leader: "), pressed::body);
        assertFalse(pressed.body().contains("the faults: "), pressed::body);
        assertFalse(Service.get(faults).contains("theirs"));
        assertEquals(0, weight());
        Awaiting.within(TAKEN_OVER, next::leads);
        Awaiting.until(() -> reason(next, id).contains("the process ended in the middle of it (inject)"));
        assertEquals(
                200,
                Service.call("PUT", faults, "{\"rules\":[{\"name\":\"new\"}]}").statusCode());
        paused.service.signal("CONT");
        assertTrue(paused.service.process().waitFor(10, TimeUnit.SECONDS));
        assertEquals(1, paused.service.process().exitValue(), paused.service::log);
        assertTrue(Service.get(faults).contains("\"new\""), "it has put nothing back");
        assertTrue(next.leads());
    }

    @Test
    void whoLosesTheApiServerUndoesWhatItDidAndEnds() throws Exception {
        // What an experiment rests on in the cluster would end it before.
        String id = begin("inject", EXPERIMENT.replace("  - split: {error-injector: 50}\n", ""));
        Client leads = leading();
        Client next = standingBy();
        cluster.goAway();
        // Seven seconds after the last renewal, and gone after ten.
        Awaiting.within(Duration.ofSeconds(12), () -> Service.get(faults).contains("\"mine\""));
        assertTrue(leads.service.process().waitFor(12, TimeUnit.SECONDS));
        assertNotEquals(0, leads.service.process().exitValue(), leads.service::log);
        assertTrue(next.service.process().isAlive(), "it had nothing to lose");
        assertFalse(next.leads());
        cluster.comeBack();
        populate();
        Awaiting.within(TAKEN_OVER, next::leads);
        assertTrue(leads.service.log().contains("leads no more: the lease load-client was not renewed for 7 s"), id);
    }

    @Test
    void whoIsToldToEndHasTheOtherLeadAtOnce() throws Exception {
        // A split that does not reach what the load calls would end it too.
        String id = begin("inject", EXPERIMENT.replace("  - split: {error-injector: 50}\n", ""));
        Client ended = leading();
        Client next = standingBy();
        ended.service.terminate();
        assertTrue(ended.service.process().waitFor(30, TimeUnit.SECONDS));
        assertTrue(areBack());
        Awaiting.within(Duration.ofSeconds(5), next::leads);
        String report = "/api/experiments/" + id + "/report.md";
        Awaiting.until(() -> next.call("GET", report, "").statusCode() == 200);
        assertTrue(next.get(report).contains("stopped by a signal"), next.get(report));
    }
}
