package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real Prometheus scrapes the services under load with faults: what dashboards and rules then tell. */
@Timeout(300)
class PrometheusIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();

    /** Long enough for rates, and within the minute over which the success rate is recorded. */
    private static final Duration LOAD = Duration.ofSeconds(25);

    /** What this machine has not: these may be empty here, and must be. */
    private static final Pattern ELSEWHERE = Pattern.compile("\\b(outbound_http_|response_total|kube_)");

    private static final String ATTEMPTS = "sum(faultline_load_attempts_total{class!=\"shed\"})";
    private static final String SUCCESS_RATE = "namespace:faultline_load_success:ratio_rate1m";

    private static Prometheus prometheus;
    private static String client;

    /** While the load ran: the time in seconds, and what load-client said of the minute before. */
    private static double moment;

    private static JsonNode stats;

    @BeforeAll
    static void scrapeALoadWithFaults() throws Exception {
        Tool unused = new Tool("prometheus");
        Injector injector = started(Injector.start());
        int backend = Service.freePort();
        int backendManagement = Service.freePort();
        started(Service.start(
                        "demo-backend",
                        List.of("quarkus.http.port=" + backend, "quarkus.management.port=" + backendManagement))
                .ready("http://127.0.0.1:" + backendManagement + "/q/health/ready"));
        int port = Service.freePort();
        int management = Service.freePort();
        client = "http://127.0.0.1:" + port;
        started(Service.start(
                        "load-client",
                        List.of(
                                "quarkus.http.port=" + port,
                                "quarkus.management.port=" + management,
                                "faultline.split.manifest=linkerd/http-route.yaml",
                                "faultline.split.addresses=demo-backend=127.0.0.1:" + backend
                                        + ",error-injector=127.0.0.1:" + injector.port(),
                                Attack.PATIENT))
                .ready(client + "/api/stats"));
        int control = Integer.parseInt(injector.site().replaceAll(".*:", ""));
        prometheus = started(Prometheus.start(Map.of(9000, management, 9001, backendManagement, 9002, control)));
        injector.put("{'rules':[{'name':'r','delay':{'type':'fixed','value':'20ms','percentage':30},'aborts':["
                + "{'type':'status','percentage':50,'status':503},{'type':'status','percentage':10,'status':404}]}]}");
        call("PUT", "/api/split", "{\"weights\":{\"demo-backend\":50,\"error-injector\":50}}");
        // A rate begins from the first value that was scraped.
        awaitValue("count(faultline_load_rate) + count(faultline_plan_rules) + count(faultline_backend_in_flight)", 3);
        call(
                "PUT",
                "/api/load",
                "{\"target\":\"http://demo-backend:8080/\",\"rate\":200,\"retries\":{\"limit\":1,\"budget\":50}}");
        prometheus.pause(LOAD);
        moment = System.currentTimeMillis() / 1e3;
        stats = JSON.readTree(Service.get(client + "/api/stats?window=60s"));
        call("DELETE", "/api/load", "");
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    private static <T extends AutoCloseable> T started(T service) {
        STARTED.push(service);
        return service;
    }

    private static void call(String method, String path, String body) throws IOException, InterruptedException {
        var answer = Service.call(method, client + path, body);
        assertTrue(answer.statusCode() < 300, answer::body);
    }

    private static void awaitValue(String expression, double value) {
        Awaiting.until(() ->
                prometheus.query(expression, System.currentTimeMillis() / 1e3).equals(List.of(value)));
    }

    /** A panel, what it asks for, and whether the panel or its row says that it may be empty. */
    record Panel(String title, List<String> expressions, boolean mayBeEmpty) {

        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Panel> panels() throws IOException {
        List<Panel> panels = new ArrayList<>();
        try (Stream<Path> files = Files.list(Demo.ROOT.resolve(Path.of("k8s", "grafana")))) {
            for (Path file : files.sorted()
                    .filter(file -> file.toString().endsWith(".json"))
                    .toList()) {
                String row = "";
                for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
                    String title = panel.path("title").asText();
                    if (panel.path("type").asText().equals("row")) {
                        row = title;
                        continue;
                    }
                    List<String> expressions = panel.path("targets").findValuesAsText("expr");
                    panels.add(new Panel(
                            file.getFileName() + ": " + title, expressions, (row + title).contains("(empty without ")));
                }
            }
        }
        return panels.stream();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void everyPanelHasData(Panel panel) throws Exception {
        boolean any = false;
        for (String expression : panel.expressions()) {
            List<Double> values = prometheus.query(
                    expression
                            .replace("$__rate_interval", "10s")
                            .replace("$namespace", ".*")
                            .replace("$route", ".*"),
                    moment);
            boolean elsewhere = ELSEWHERE.matcher(expression).find();
            assertFalse(elsewhere && expression.contains("faultline_"), "half of it is ours: " + expression);
            assertEquals(elsewhere, values.isEmpty(), () -> expression + " is " + values);
            any |= !elsewhere;
        }
        assertEquals(!panel.mayBeEmpty(), any, "whether it may be empty is what its title or its row says");
    }

    @Test
    void everyRuleIsEvaluatedAndSeesTheFaults() throws Exception {
        int rules = 0;
        for (JsonNode group : prometheus.get("rules").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                assertEquals("ok", rule.path("health").asText(), rule::toString);
                rules++;
            }
        }
        assertEquals(15, rules);
        String alerts = "count(ALERTS{alertname=\"%s\"})";
        assertEquals(1, prometheus.value(alerts.formatted("FaultlineFaultsWithoutExpiry"), moment));
        assertEquals(2, prometheus.value(alerts.formatted("FaultlineSloBurn"), moment), "fast and slow");
        assertEquals(
                List.of(), prometheus.query(alerts.formatted("FaultlineExperimentRunning"), moment), "there is none");
    }

    /**
     * Both figures rest on all attempts since the load began, but for those of the last seconds: Prometheus has not
     * scraped them, or load-client's second is not over. Their success rate differs from the whole's by chance alone, by
     * less than five standard deviations unless one is unluckier than one in a million.
     */
    @Test
    void theRecordedSuccessRateIsLoadClientsOwn() throws Exception {
        double recordedAt = prometheus.value("timestamp(" + SUCCESS_RATE + ")", moment);
        double recorded = prometheus.value(SUCCESS_RATE, moment);
        double scraped = prometheus.value(ATTEMPTS, recordedAt);
        double own = stats.at("/successRate/value").asDouble();
        double samples = stats.path("samples").asDouble();
        double apart = Math.abs(samples - scraped);
        assertTrue(samples > 4_000 && apart < samples / 4, () -> scraped + " of " + samples + " were scraped");
        double bound = 5 * Math.sqrt(own * (1 - own) * (apart + 1)) / Math.min(samples, scraped);
        assertEquals(own, recorded, bound, () -> scraped + " of " + samples + " were scraped");
        assertTrue(own > 0.6 && own < 0.8, () -> "half of a half fails, was " + own);
    }

    /** Counted by three: Prometheus' last scrape, load-client's own figures, and the injector, which knows nothing of both. */
    @Test
    void onceTheLoadIsOverAllCountTheSame() throws Exception {
        awaitValue("sum(faultline_load_in_flight) + sum(faultline_load_rate)", 0);
        // What has ended is shown when its second is over.
        prometheus.pause(Duration.ofSeconds(3));
        JsonNode all = JSON.readTree(Service.get(client + "/api/stats?window=10m"));
        double samples = all.path("samples").asDouble();
        awaitValue(ATTEMPTS, samples);
        double now = System.currentTimeMillis() / 1e3;
        assertEquals(
                Math.rint(all.at("/successRate/value").asDouble() * samples),
                prometheus.value("sum(faultline_load_successes_total)", now));
        assertEquals(all.path("arrivals").asDouble(), prometheus.value("faultline_load_arrivals_total", now));
        double answered = all.at("/answered/injector/samples").asDouble();
        assertEquals(answered, prometheus.value("sum(faultline_requests_total)", now));
        assertEquals(
                all.at("/classes/injected").asDouble(),
                prometheus.value("sum(faultline_requests_total{outcome=~\"status|delay\"})", now));
        assertEquals(
                samples - answered, prometheus.value("sum(faultline_backend_requests_total{status=\"2xx\"})", now));
    }
}
