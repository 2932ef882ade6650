package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What was measured of a service becomes a plan, and an injector that plays it is measured again: by load-client, by real
 * access logs, by the metrics of meshes. In order, so that an incident of 36 seconds goes on behind the other tests.
 */
@Timeout(300)
@Isolated("it compares how long requests take")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LearnIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();

    /**
     * What is to be learned. Its delays are long beside what a busy machine adds, and its faults so few that chance moves
     * little: more than the 5 % that compare tolerates of 2,000 requests on each side in one of 100,000 runs, by simulation.
     */
    private static final String KNOWN = "{'name':'known','delay':{'type':'percentiles','points':"
            + "{'0':'10ms','50':'40ms','90':'120ms','95':'200ms','99':'400ms','100':'600ms'}},'aborts':["
            + "{'percentage':8,'type':'status','status':503},{'percentage':4,'type':'status','status':404},"
            + "{'percentage':2,'type':'reset'}]}";

    private static final List<String> PERCENTILES = List.of("p50", "p90", "p95", "p99");

    /** Bounds of load-client's histogram in milliseconds, where anything is here. */
    private static final double[] BOUNDS = {20, 30, 50, 80, 125, 200, 300, 500, 800, 1250};

    /** One of 1.7 million shares of two samples is further apart by chance. */
    private static final double DEVIATIONS = 5;

    private static final Duration LOAD = Duration.ofSeconds(14);
    private static final Duration PHASE = Duration.ofSeconds(12);
    private static final Duration STEP = Duration.ofSeconds(4);

    /**
     * Steps within a phase. What is told late belongs to the first step of the phase after, and of the scrape in which a
     * phase ends a part may belong to its last step: up to a quarter of that.
     */
    private static final List<Integer> HEALTHY = List.of(1, 7, 8);

    private static final int LAST_HEALTHY = 2;
    private static final List<Integer> FAILING = List.of(4, 5);

    @TempDir
    static Path files;

    private static Injector original;
    private static Injector rehearsal;
    private static Prometheus prometheus;
    private static RawServer pages;
    private static String client;
    private static Instant begin;
    private static Instant loadBegin;
    private static JsonNode measured;
    private static Instant incident;

    @BeforeAll
    static void measureTheOriginal() throws Exception {
        Tool unused = new Tool("prometheus");
        begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        original = started(Injector.start());
        rehearsal = started(Injector.start());
        pages = started(RawServer.start((request, socket) -> RawServer.write(socket, Pages.answer(request.path()))));
        int port = Service.freePort();
        int management = Service.freePort();
        client = "http://127.0.0.1:" + port;
        int served = Integer.parseInt(pages.url().replaceAll(".*:|/", ""));
        Map<String, Integer> jobs = new TreeMap<>();
        Pages.NAMES.forEach(name -> jobs.put(name, served));
        prometheus = started(
                Prometheus.start(Map.of(9000, management, 9001, Service.freePort(), 9002, Service.freePort()), jobs));
        started(Service.start(
                        "load-client",
                        List.of(
                                "quarkus.http.port=" + port,
                                "quarkus.management.port=" + management,
                                "faultline.injector.control=" + rehearsal.site(),
                                "faultline.learn.files=" + files,
                                Attack.PATIENT))
                .ready(client + "/api/stats"));
        original.put("{'seed':1,'rules':[" + KNOWN + "]}");
        Awaiting.until(() -> !prometheus.query("faultline_load_rate", now()).isEmpty());
        load(original.url(), 300);
        // The first second is that of a cold machine.
        prometheus.pause(Duration.ofSeconds(1));
        loadBegin = Instant.now();
        prometheus.pause(LOAD);
        measured = JSON.readTree(Service.get(client + "/api/stats?window=" + (LOAD.toSeconds() - 1) + "s"));
        assertTrue(Service.call("DELETE", client + "/api/load", "").statusCode() < 300);
        prometheus.pause(Duration.ofSeconds(2));
        original.put(("{'seed':2,'rules':["
                        + "{'name':'before','match':{'path':'/incident'},'when':{'type':'window','from':'0s','to':'12s'},"
                        + "'delay':{'type':'fixed','value':'5ms'}},"
                        + "{'name':'during','match':{'path':'/incident'},'when':{'type':'window','from':'12s','to':'24s'},"
                        + "'delay':{'type':'fixed','value':'150ms'},'aborts':[{'percentage':50,'type':'status','status':503}]},"
                        + "{'name':'after','match':{'path':'/incident'},'delay':{'type':'fixed','value':'5ms'}},")
                + KNOWN + "]}");
        incident = Instant.now();
        load("http://127.0.0.1:" + original.port() + "/incident", 100);
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

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    private static void load(String target, int rate) throws Exception {
        String plan = "{\"target\":\"" + target + "\",\"rate\":" + rate + "}";
        HttpResponse<String> answer = Service.call("PUT", client + "/api/load", plan);
        assertTrue(answer.statusCode() < 300, answer::body);
    }

    /** Asks the running service, with single quotes. */
    private static HttpResponse<String> ask(String query, String request) throws Exception {
        return Service.call("POST", client + "/api/learn" + query, request.replace('\'', '"'));
    }

    private static JsonNode learned(String request) throws Exception {
        HttpResponse<String> answer = ask("", request);
        assertEquals(200, answer.statusCode(), answer::body);
        return JSON.readTree(answer.body());
    }

    /** Returns the part of a request that names our Prometheus and what it is asked for. */
    private static String of(String what) {
        return "'prometheus':{'url':'" + prometheus.url() + "'," + what + "}";
    }

    private static String sinceTheBeginning() {
        return ",'at':'" + begin + "','for':'"
                + Duration.between(begin, Instant.now()).toSeconds() + "s'";
    }

    private static String inForce(Injector injector) throws Exception {
        return Service.get(injector.site() + "/api/faults");
    }

    private static Path written(String name, String content) throws IOException {
        return Files.writeString(files.resolve(name), content);
    }

    private static void assertCompared(int code, String likeness, Path asked, Path observed) throws Exception {
        Attack.Result result = Attack.command("compare", List.of(asked.toString(), observed.toString()));
        result.expect(code);
        assertTrue(result.out().startsWith(likeness + ": "), result::out);
    }

    /** Returns the percentage of each fault of a rule, such as {@code status 503}; those of one kind added up. */
    private static Map<String, Double> aborts(JsonNode rule) {
        Map<String, Double> aborts = new TreeMap<>();
        for (JsonNode abort : rule.path("aborts")) {
            String type =
                    (abort.path("type").asText() + " " + abort.path("status").asText("")).strip();
            aborts.merge(type, abort.path("percentage").asDouble(), Double::sum);
        }
        return aborts;
    }

    /** Returns the delay of a rule up to which that percentage of the requests are held, in milliseconds. */
    private static double delay(JsonNode rule, double percentile) {
        double before = 0;
        double low = 0;
        for (Map.Entry<Double, Double> point : points(rule).entrySet()) {
            double at = point.getKey();
            double high = point.getValue();
            if (at >= percentile) {
                return at == before ? high : low + (high - low) * (percentile - before) / (at - before);
            }
            before = at;
            low = high;
        }
        return low;
    }

    private static Map<Double, Double> points(JsonNode rule) {
        TreeMap<Double, Double> points = new TreeMap<>();
        rule.at("/delay/points")
                .properties()
                .forEach(point -> points.put(
                        Double.parseDouble(point.getKey()),
                        millis(point.getValue().asText())));
        return points;
    }

    private static double millis(String duration) {
        String number = duration.replaceAll("[^0-9.]", "");
        double unit = duration.endsWith("ms") ? 1 : duration.endsWith("µs") ? 1e-3 : duration.endsWith("s") ? 1e3 : 0;
        assertTrue(unit > 0, duration);
        return Double.parseDouble(number) * unit;
    }

    /**
     * The width of a bucket is what a histogram hides; chance moves none of these percentiles by more. Each share is within
     * five standard deviations of the difference of two samples.
     */
    @Test
    @Order(1)
    void whatPrometheusTellsIsPlayedAgain() throws Exception {
        Attack.Result learned = Attack.command(
                "learn",
                List.of(
                        "--prometheus",
                        prometheus.url(),
                        "--service",
                        "load-client",
                        "--at",
                        loadBegin.toString(),
                        "--for",
                        LOAD.toSeconds() - 1 + "s",
                        "--full",
                        "--put",
                        rehearsal.site()));
        JsonNode full = learned.expect(0).json();
        assertTrue(learned.err().contains("in force at the injector"), learned::err);
        Path asked = written("full.json", learned.out());
        JsonNode again = rehearsed();
        Path observed = written("attack2.json", again.toString());

        for (String percentile : PERCENTILES) {
            double then = measured.at("/latency/" + percentile).asDouble();
            double width = width(then);
            double here = again.at("/latency/" + percentile).asDouble();
            assertEquals(then, here, width + 0.05 * then, percentile);
            double played = delay(full.at("/plan/rules/0"), Double.parseDouble(percentile.substring(1)));
            assertEquals(then, played, width + 0.05 * then, () -> percentile + " of " + full.at("/plan"));
        }
        Map<String, Double> known = Map.of("status 503", 8.0, "status 404", 4.0, "reset", 2.0);
        double learnedOf = full.path("requests").asDouble();
        assertEquals(300.0 * (LOAD.toSeconds() - 1), learnedOf, 300, "all that was sent meanwhile");
        assertShares(known, aborts(full.at("/plan/rules/0")), Double.MAX_VALUE, learnedOf);
        double samples = again.path("samples").asDouble();
        Map<String, Double> seen = Map.of(
                "status 503", again.at("/statuses/503").asDouble() * 100 / samples,
                "status 404", again.at("/statuses/404").asDouble() * 100 / samples,
                "reset", again.at("/classes/reset").asDouble() * 100 / samples);
        assertShares(aborts(full.at("/plan/rules/0")), seen, learnedOf, samples);

        assertCompared(0, "alike", asked, observed);
        assertCompared(99, "unlike", written("other.json", "{\"rules\":[]}"), observed);
    }

    /** Measured again at most twice: a load that was sent late shows nothing. */
    private static JsonNode rehearsed() throws Exception {
        JsonNode again = JSON.missingNode();
        for (int i = 0; i < 3; i++) {
            again = Attack.run("--target " + rehearsal.url() + " --rate 300 --warmup 1s --duration 12s --json")
                    .expect(0)
                    .json();
            if (again.at("/lag/p90").asDouble() < 3) {
                return again;
            }
        }
        return again;
    }

    private static double width(double millis) {
        double below = 12.5;
        for (double bound : BOUNDS) {
            if (millis <= bound) {
                return bound - below;
            }
            below = bound;
        }
        throw new AssertionError(millis + " ms is beyond all");
    }

    private static void assertShares(
            Map<String, Double> asked, Map<String, Double> seen, double askedOf, double seenOf) {
        assertEquals(asked.keySet(), seen.keySet());
        asked.forEach((fault, percentage) -> {
            double share = percentage / 100;
            double deviation = 100 * Math.sqrt(share * (1 - share) * (1 / askedOf + 1 / seenOf));
            assertEquals(percentage, seen.getOrDefault(fault, -1.0), DEVIATIONS * deviation, fault);
        });
    }

    /** A page counts as many a scrape each time; from the eighth on anew. A status comes with the fifth. */
    @Test
    @Order(2)
    void whatLinkerdsProxiesTellIsLearnedExactly() throws Exception {
        Pages.awaitAll();
        JsonNode full = learned("{" + of("'service':'cart','namespace':'shop'") + sinceTheBeginning() + "}");
        JsonNode rule = full.at("/plan/rules/0");
        assertEquals(1, full.at("/plan/rules").size(), full::toString);
        assertTrue(full.path("source").asText().contains("Linkerd's proxies of its callers"), full::toString);
        double steady = Pages.GROWN;
        double late = Pages.GROWN_LATE;
        double all = 110 * steady + 15 * late;
        assertEquals(all, full.path("requests").asDouble());
        assertPercentages(
                Map.of(
                        "status 503", 15 * late / all,
                        "status 404", 5 * steady / all,
                        "grpc-status UNAVAILABLE", 6 * steady / all,
                        "truncate", 4 * steady / all,
                        // h2(CANCEL), and what the proxy can't classify.
                        "reset", 5 * steady / all),
                rule);
        double timed = 105 * steady + 15 * late;
        assertEquals(timed, full.at("/basis/0/timed").asDouble());
        double fast = 15 * late + 5 * steady;
        assertPoints(
                Map.of(
                        1.0, 15 * late / timed,
                        2.0, fast / timed,
                        5.0, (fast + 20 * steady) / timed,
                        10.0, (fast + 50 * steady) / timed,
                        50.0, (fast + 80 * steady) / timed,
                        100.0, (fast + 90 * steady) / timed,
                        500.0, (fast + 98 * steady) / timed,
                        5_000.0, 1.0),
                rule);
        assertNotes(
                full,
                "counters began anew: what was counted between the last scrape and that is not known",
                "how some requests broke is not known: they are played as reset");
    }

    /** What both proxies of a call have counted is counted once, by the caller's. */
    @Test
    @Order(2)
    void whatIstiosProxiesTellIsCountedOnce() throws Exception {
        Pages.awaitAll();
        JsonNode full = learned("{" + of("'service':'checkout'") + sinceTheBeginning() + "}");
        JsonNode rule = full.at("/plan/rules/0");
        assertTrue(full.path("source").asText().contains("Istio's proxies of its callers"), full::toString);
        double steady = Pages.GROWN;
        double late = Pages.GROWN_LATE;
        double all = 85 * steady + 15 * late;
        assertEquals(all, full.path("requests").asDouble());
        assertPercentages(Map.of("status 503", 15 * late / all, "hang", 5 * steady / all), rule);
        double timed = 80 * steady + 15 * late;
        assertEquals(timed, full.at("/basis/0/timed").asDouble());
        assertPoints(
                Map.of(
                        5.0, 15 * late / timed,
                        25.0, (15 * late + 40 * steady) / timed,
                        50.0, (15 * late + 72 * steady) / timed,
                        250.0, 1.0),
                rule);
    }

    private static void assertPercentages(Map<String, Double> shares, JsonNode rule) {
        Map<String, Double> seen = aborts(rule);
        assertEquals(new TreeMap<>(shares).keySet(), seen.keySet(), rule::toString);
        // What is looked at are four decimals; two of a kind are cut off each.
        shares.forEach((fault, share) -> assertEquals(100 * share, seen.getOrDefault(fault, -1.0), 2e-4, fault));
    }

    /** At each bound of the histogram the share up to it; between them a plan is straight, as Prometheus is. */
    private static void assertPoints(Map<Double, Double> shares, JsonNode rule) {
        Map<Double, Double> points = points(rule);
        shares.forEach((millis, share) -> {
            double at = points.entrySet().stream()
                    .filter(point -> point.getValue().equals(millis))
                    .mapToDouble(Map.Entry::getKey)
                    .min()
                    .orElse(-1);
            assertEquals(100 * share, at, 1e-5, () -> millis + " ms in " + points);
        });
    }

    private static void assertNotes(JsonNode full, String... notes) {
        List<String> seen = new ArrayList<>();
        full.path("notes").forEach(note -> seen.add(note.asText()));
        for (String note : notes) {
            assertTrue(seen.contains(note), () -> note + " is not in " + seen);
        }
    }

    /** Logs of the original are learned from, and compared with those of the rehearsal, each by the same server. */
    @Test
    @Order(3)
    void whatRealServersLogIsPlayedAgain() throws Exception {
        for (String server : List.of("nginx", "apache2")) {
            Tool unused = new Tool(server);
        }
        try (LoggingProxy first = LoggingProxy.nginx(original, rehearsal);
                LoggingProxy second = LoggingProxy.apache(original, rehearsal)) {
            List<LoggingProxy> proxies = List.of(first, second);
            send(proxies, LoggingProxy::original);
            ArrayNode rules = JSON.createArrayNode();
            for (LoggingProxy proxy : proxies) {
                String log = Files.readString(proxy.log("original"));
                JsonNode full =
                        learned(JSON.createObjectNode().put("content", log).toString());
                assertEquals(LoggingProxy.CALLS, full.path("requests").asInt(), full::toString);
                assertEquals(
                        Set.of("status 404", "status 502", "status 503"),
                        aborts(full.at("/plan/rules/0")).keySet());
                ObjectNode rule = ((ObjectNode) full.at("/plan/rules/0")).put("name", proxy.name());
                rule.putObject("match").put("path", "/" + proxy.name());
                rules.add(rule);
            }
            rehearsal.put("{'seed':3,'rules':" + rules + "}");
            send(proxies, LoggingProxy::rehearsal);
            for (LoggingProxy proxy : proxies) {
                assertCompared(0, "alike", proxy.log("original"), proxy.log("rehearsal"));
            }
        }
    }

    /** From as many callers each as keep a server of two processors half busy; returns when all is answered. */
    private static void send(Collection<LoggingProxy> proxies, Function<LoggingProxy, String> url) throws Exception {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        Map<LoggingProxy, Semaphore> callers = new TreeMap<>(Comparator.comparing(LoggingProxy::name));
        proxies.forEach(proxy -> callers.put(proxy, new Semaphore(16)));
        for (int i = 0; i < LoggingProxy.CALLS; i++) {
            for (LoggingProxy proxy : proxies) {
                Semaphore free = Objects.requireNonNull(callers.get(proxy));
                free.acquire();
                answers.add(Service.send(url.apply(proxy)).whenComplete((answer, failed) -> free.release()));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    /** A line each 50 ms, of which the clock of the log tells the second. */
    @Test
    @Order(4)
    void phasesOfALogComeBackAtTheirSteps() throws Exception {
        DateTimeFormatter form = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        Instant at = Instant.parse("2026-11-24T20:15:00Z");
        StringBuilder log = new StringBuilder();
        IntStream.range(0, 720).forEach(i -> {
            boolean bad = i / 20 >= 12 && i / 20 < 24;
            log.append("127.0.0.1 - - [")
                    .append(form.format(at.plusMillis(50L * i)))
                    .append("] \"GET /incident HTTP/1.1\" ")
                    .append(bad && i % 2 == 0 ? "503 0" : "200 2")
                    .append(" \"-\" \"test\" ")
                    .append(bad ? "0.150" : "0.005")
                    .append('\n');
        });
        String request = JSON.createObjectNode()
                .put("content", log.toString())
                .put("step", "4s")
                .toString();
        JsonNode plan = learned(request).path("plan");
        assertWindows(plan, STEP);
        assertEquals("36s", plan.path("expiresIn").asText());
        for (int i = 0; i < 9; i++) {
            JsonNode rule = plan.at("/rules/" + i);
            boolean bad = i >= 3 && i < 6;
            assertEquals(bad ? Map.of("status 503", 50.0) : Map.of(), aborts(rule), rule::toString);
            assertEquals(bad ? 150.5 : 5.5, delay(rule, 50), bad ? 1 : 0.5, rule::toString);
        }
        assertWindows(
                learned(request.replace("\"step\"", "\"speed\":10,\"step\"")).path("plan"), STEP.dividedBy(10));
    }

    private static void assertWindows(JsonNode plan, Duration step) {
        assertEquals(9, plan.path("rules").size(), plan::toString);
        for (int i = 0; i < 9; i++) {
            JsonNode when = plan.at("/rules/" + i + "/when");
            assertEquals("window", when.path("type").asText());
            assertEquals((double) step.toMillis() * i, time(when.path("from").asText()), when::toString);
            assertEquals(
                    (double) step.toMillis() * (i + 1), time(when.path("to").asText()), when::toString);
        }
    }

    private static double time(String text) {
        return text.equals("0s") ? 0 : millis(text);
    }

    /** No answer changes what the injector does, even if that is asked for. */
    @ParameterizedTest(name = "{0}: {3}")
    @Order(5)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "no data | 'service':'nobody' | | 400 | must have requests that were counted from",
                "another namespace | 'service':'cart','namespace':'nowhere' | | 400 | \"cart in nowhere\"",
                "no query | 'latencyQuery':'sum by (' | | 400 | latencyQuery must be a query that Prometheus answers; it says: ",
                "no such metric | 'latencyQuery':'no_such_bucket' | | 400 | must give what was counted from",
                "quantiles | 'latencyQuery':'histogram_quantile(0.9, x_bucket)' | | 400 | must select or sum the metric itself",
                "no histogram | 'latencyQuery':'up' | | 400 | must be a histogram: series with a label le, or native ones",
                "no counter | 'statusQuery':'response_latency_ms_bucket' | | 400 | must be a counter with a label for the status",
                "the future | 'service':'cart' | ,'at':'2999-01-01T00:00:00Z' | 400 | at must not be in the future",
                "until the future | 'service':'cart' | ,'at':'BEGIN','for':'1d' | 400 | for must end by now",
                "before all | 'service':'cart' | ,'at':'2026-01-01T00:00:00Z','for':'10s' | 400 | must have requests that were counted",
                "only +Inf | 'latencyQuery':'only_inf_seconds_bucket' | | 400 | must be a histogram with a bucket beside +Inf",
                "only NaN | 'latencyQuery':'nan_seconds_bucket' | | 400 | must give what was counted from",
                "counted NaN | 'statusQuery':'nan_total' | | 400 | must give what was counted from",
                "gauges that stand | 'statusQuery':'still_total' | | 400 | must give what was counted from",
                "no path | 'service':'cart' | ,'by':'path' | 400 | by must be something that the metrics tell",
                "too many steps | 'service':'cart' | ,'at':'BEGIN','for':'FOR','step':'10ms' | 400 | step must be",
            })
    void badInputPutsNothingInForce(String name, String what, String when, int status, String sentence)
            throws Exception {
        String before = inForce(rehearsal);
        String asked = (when == null ? sinceTheBeginning() : when)
                .replace("BEGIN", begin.toString())
                .replace("FOR", Duration.between(begin, Instant.now()).toSeconds() + "s");
        HttpResponse<String> answer = ask("?put", "{" + of(what) + asked + "}");
        assertRefused(status, sentence, answer);
        assertEquals(before, inForce(rehearsal));
    }

    private static void assertRefused(int status, String sentence, HttpResponse<String> answer) throws Exception {
        assertEquals(status, answer.statusCode(), answer::body);
        String detail = JSON.readTree(answer.body()).path("detail").asText();
        String errors = answer.body().replace("\\\"", "\"");
        assertTrue((detail + errors).contains(sentence), answer::body);
        assertFalse(answer.body().matches("(?s).*(Exception|\\bat dev\\.faultline).*"), answer::body);
        assertTrue(answer.body().length() < 2_000, answer::body);
    }

    @Test
    @Order(5)
    void whoIsNoPrometheusIsToldSo() throws Exception {
        String before = inForce(rehearsal);
        String page = pages.url().replaceAll("/$", "");
        String cart = "','service':'cart'}" + sinceTheBeginning() + "}";
        assertRefused(502, " answered 404", ask("?put", "{'prometheus':{'url':'" + page + cart));
        assertRefused(
                502, "what answers is no Prometheus", ask("?put", "{'prometheus':{'url':'" + page + "/html" + cart));
        String closed = "http://127.0.0.1:" + Service.freePort();
        assertRefused(502, closed, ask("?put", "{'prometheus':{'url':'" + closed + cart));
        assertRefused(400, "prometheus.url", ask("?put", "{'prometheus':{'url':'http://10.255.255.1:9090" + cart));
        assertEquals(before, inForce(rehearsal));
    }

    @Test
    @Order(5)
    void commandsEndWithTheirCodes() throws Exception {
        String before = inForce(rehearsal);
        Attack.Result nothing = Attack.command(
                "learn", List.of("--prometheus", prometheus.url(), "--service", "nobody", "--put", rehearsal.site()));
        nothing.expect(104);
        assertEquals("", nothing.out());
        assertTrue(nothing.err().startsWith("--service must have requests that were counted from "), nothing::err);
        assertEquals(1, nothing.err().lines().count(), nothing::err);
        String closed = "http://127.0.0.1:" + Service.freePort();
        Attack.Result unanswered = Attack.command(
                "learn", List.of("--prometheus", closed, "--service", "cart", "--put", rehearsal.site()));
        unanswered.expect(98);
        assertEquals("", unanswered.out());
        assertTrue(unanswered.err().contains(closed), unanswered::err);
        assertEquals(1, unanswered.err().lines().count(), unanswered::err);
        assertEquals(before, inForce(rehearsal));
    }

    /** What is no path that a plan could mean, or might mean another one there, is counted with the rest. */
    @Test
    @Order(6)
    void hostilePathsMakeNoRules() throws Exception {
        Pages.awaitAll();
        String request = "{" + of("'statusQuery':'hostile_requests_total','latencyQuery':'hostile_seconds_bucket'")
                + sinceTheBeginning() + ",'by':'path','routes':50}";
        HttpResponse<String> answer = ask("?put", request);
        assertEquals(200, answer.statusCode(), answer::body);
        List<String> paths = new ArrayList<>();
        JsonNode full = JSON.readTree(answer.body());
        full.at("/plan/rules").forEach(rule -> paths.add(rule.at("/match/path").asText("others")));
        assertEquals(List.of("/fine", "others"), paths);
        assertTrue(answer.body().length() < 5_000, answer::body);
        assertEquals(
                paths.size(),
                JSON.readTree(inForce(rehearsal)).path("rules").size(),
                "the injector takes the plan as it is");
        assertEquals(Map.of("status 500", 100.0), aborts(full.at("/plan/rules/1")));
    }

    @Test
    @Order(6)
    void ofAHundredPathsThoseWithTheMostRequestsHaveRules() throws Exception {
        Pages.awaitAll();
        JsonNode full =
                learned("{" + of("'statusQuery':'many_requests_total'") + sinceTheBeginning() + ",'by':'path'}");
        List<String> paths = new ArrayList<>();
        full.at("/plan/rules").forEach(rule -> paths.add(rule.at("/match/path").asText("others")));
        List<String> expected = new ArrayList<>(IntStream.rangeClosed(91, 100)
                .mapToObj(i -> "/page" + i)
                .sorted()
                .toList());
        expected.add("others");
        assertEquals(expected.size(), paths.size(), paths::toString);
        assertTrue(paths.containsAll(expected), paths::toString);
        assertEquals("others", paths.get(10), "who matches first is asked first");
        double others = IntStream.rangeClosed(1, 90).sum();
        assertEquals(others * Pages.GROWN, full.at("/basis/10/requests").asDouble());
        assertNotes(full, "100 routes: the 10 with the most requests have rules of their own");
    }

    @Test
    @Order(7)
    void phasesOfAnIncidentComeBackWithinAStep() throws Exception {
        Duration whole = PHASE.multipliedBy(3);
        // What happens in the last second is told when that is over, and scraped after.
        Duration left = Duration.between(Instant.now(), incident.plus(whole).plusSeconds(3));
        prometheus.pause(left.isNegative() ? Duration.ZERO : left);
        assertTrue(Service.call("DELETE", client + "/api/load", "").statusCode() < 300);
        JsonNode plan = learned("{" + of("'service':'load-client'") + ",'at':'" + incident + "','for':'"
                        + whole.toSeconds() + "s','step':'4s'}")
                .path("plan");
        assertPhases(plan, STEP);
        JsonNode fast = Attack.command(
                        "learn",
                        List.of(
                                "--prometheus=" + prometheus.url(),
                                "--service=load-client",
                                "--at=" + incident,
                                "--for=" + whole.toSeconds() + "s",
                                "--step=4s",
                                "--speed=10"))
                .expect(0)
                .json();
        assertPhases(fast, STEP.dividedBy(10));
        rehearsal.put(fast.toString());
        assertPlayed(fast, STEP.dividedBy(10));
    }

    /** The file that is ready: healthy, failing, healthy again, four times as fast, for half of the requests. */
    @Test
    @Order(8)
    void theExperimentPlaysItAndTakesItBack() throws Exception {
        String before = inForce(rehearsal);
        int port = Service.freePort();
        int management = Service.freePort();
        started(Service.start(
                        "demo-backend", List.of("quarkus.http.port=" + port, "quarkus.management.port=" + management))
                .ready("http://127.0.0.1:" + management + "/q/health/ready"));
        List<String> arguments = new ArrayList<>(List.of("--json"));
        List.of(
                        "prometheus=" + prometheus.url(),
                        "at=" + incident,
                        "for=36s",
                        "step=4s",
                        "speed=4",
                        "duration=9s",
                        "rate=100")
                .forEach(setting -> arguments.addAll(List.of("--set", setting)));
        arguments.add(Demo.ROOT.resolve("experiments/replay-incident.yaml").toString());
        JsonNode report = Attack.command(
                        "run",
                        List.of(
                                "faultline.split.manifest=" + Demo.ROOT.resolve("linkerd/http-route.yaml"),
                                "faultline.split.addresses=demo-backend=127.0.0.1:" + port
                                        + ",error-injector=127.0.0.1:" + rehearsal.port(),
                                "faultline.injector.control=" + rehearsal.site(),
                                Attack.PATIENT),
                        arguments)
                .expect(0)
                .json();
        JsonNode plan = report.at("/experiment/method/0/learn/learned/plan");
        assertPhases(plan, STEP.dividedBy(4));
        JsonNode comparison = report.at("/rehearsal/comparison");
        assertEquals("alike", comparison.path("likeness").asText(), comparison::toString);
        assertEquals(before, inForce(rehearsal));
    }

    private static void assertPhases(JsonNode plan, Duration step) {
        assertWindows(plan, step);
        for (int i : HEALTHY) {
            JsonNode rule = plan.at("/rules/" + i);
            assertEquals(Map.of(), aborts(rule), rule::toString);
            assertEquals(8, delay(rule, 50), 5, rule::toString);
        }
        JsonNode last = plan.at("/rules/" + LAST_HEALTHY);
        assertTrue(aborts(last).getOrDefault("status 503", 0.0) < 25, last::toString);
        assertEquals(8, delay(last, 50), 5, last::toString);
        for (int i : FAILING) {
            JsonNode rule = plan.at("/rules/" + i);
            // Four hundred requests: five standard deviations, and a quarter less in the last step.
            double least = i == FAILING.get(1) ? 25 : 37.5;
            double share = aborts(rule).getOrDefault("status 503", 0.0);
            assertTrue(share > least && share < 62.5, rule::toString);
            assertEquals(1, aborts(rule).size(), rule::toString);
            assertEquals(162, delay(rule, 50), 38, rule::toString);
        }
    }

    /** A call each ten milliseconds, from when the plan was put until it is over. */
    private static void assertPlayed(JsonNode plan, Duration step) throws Exception {
        Instant from = Instant.now();
        Map<Integer, Collection<Integer>> statuses = new TreeMap<>();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        long window = 0;
        while (window < 9) {
            Duration since = Duration.between(from, Instant.now());
            window = since.dividedBy(step);
            long into = since.minus(step.multipliedBy(window)).toMillis();
            // Where a window ends it is not certain which one a call meets.
            if (window < 9 && into > 50 && into < step.toMillis() - 50) {
                Collection<Integer> seen =
                        statuses.computeIfAbsent((int) window, unused -> new ConcurrentLinkedQueue<>());
                answers.add(Service.send(rehearsal.url()).thenAccept(answer -> seen.add(answer.statusCode())));
            }
            prometheus.pause(Duration.ofMillis(10));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        HEALTHY.forEach(i -> assertEquals(0, failed(statuses, i), () -> i + " in " + statuses));
        double calls = FAILING.stream().mapToInt(i -> of(statuses, i).size()).sum();
        double failed = FAILING.stream().mapToLong(i -> failed(statuses, i)).sum();
        assertTrue(calls > 15, statuses::toString);
        double asked = FAILING.stream()
                .mapToDouble(i ->
                        of(statuses, i).size() * aborts(plan.at("/rules/" + i)).getOrDefault("status 503", 0.0) / 100)
                .sum();
        assertEquals(asked / calls, failed / calls, DEVIATIONS * 0.5 / Math.sqrt(calls), statuses::toString);
    }

    private static Collection<Integer> of(Map<Integer, Collection<Integer>> statuses, int window) {
        return statuses.getOrDefault(window, List.of());
    }

    private static long failed(Map<Integer, Collection<Integer>> statuses, int window) {
        return of(statuses, window).stream().filter(status -> status == 503).count();
    }

    /**
     * Pages of metrics. Each tells of as many requests more at each scrape as it holds, until it stands still; half way
     * the process begins anew. What has the status 503 comes after the others.
     */
    private static final class Pages {

        private static final List<String> NAMES = List.of("linkerd-proxy", "istio-proxy", "hostile");

        /** Scrapes of the first process, and of the second, until it stands still. */
        private static final int FIRST = 8;

        private static final int SECOND = 6;

        /** The first scrape in which there is a 503. */
        private static final int LATE = 5;

        /** How often a series has grown, of which the first scrape shows the beginning only. */
        static final double GROWN = FIRST - 1 + SECOND;

        /** The same of a series that begins from nothing where all could see. */
        static final double GROWN_LATE = FIRST - LATE + 1 + SECOND;

        private static final Map<String, String> TEXTS = Map.of(
                "linkerd-proxy",
                resource("linkerd-proxy"),
                "istio-proxy",
                resource("istio-proxy"),
                "hostile",
                hostile());

        private static String resource(String name) {
            try (var in = Objects.requireNonNull(LearnIT.class.getResourceAsStream("/metrics/" + name + ".txt"))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String hostile() {
            StringBuilder page = new StringBuilder();
            List<String> paths = List.of(
                    "/fine",
                    "/quote\\\"} 5",
                    "/line\\nhostile_requests_total 9",
                    "/long/" + "x".repeat(10_000),
                    "/**",
                    "/a/../admin",
                    "/%2e%2e/admin",
                    "/.%2E/admin",
                    "");
            for (String path : paths) {
                String status = path.equals("/fine") ? "200" : "500";
                String label = "{path=\"" + path + "\",status=\"" + status + "\"";
                page.append("hostile_requests_total" + label + "} 10\n");
                page.append("hostile_seconds_bucket" + label + ",le=\"0.1\"} 10\n");
                page.append("hostile_seconds_bucket" + label + ",le=\"+Inf\"} 10\n");
            }
            IntFunction<String> many = i -> "many_requests_total{path=\"/page" + i + "\",status=\"200\"} " + i + "\n";
            IntStream.rangeClosed(1, 100).mapToObj(many).forEach(page::append);
            return page + "only_inf_seconds_bucket{le=\"+Inf\"} 10\nnan_seconds_bucket{le=\"0.1\"} NaN\n"
                    + "nan_seconds_bucket{le=\"+Inf\"} NaN\nnan_total{status=\"200\"} NaN\n"
                    + "still_total{status=\"200\"} 5\n";
        }

        static String answer(String path) {
            if (path.startsWith("/html/")) {
                return "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>";
            }
            String text = TEXTS.get(path.substring(1));
            if (text == null) {
                return RawServer.answer("404 Not Found", "");
            }
            int scrape = (int) Math.min(pages.requests(path), FIRST + SECOND);
            StringBuilder page = new StringBuilder();
            text.lines().forEach(line -> page.append(grown(line, scrape)));
            return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: " + page.length()
                    + "\r\n\r\n" + page;
        }

        private static String grown(String line, int scrape) {
            boolean counts = line.startsWith("response_")
                    || line.startsWith("istio_request")
                    || line.startsWith("many_")
                    || line.startsWith("hostile_")
                    || line.startsWith("only_");
            if (!counts) {
                return line + "\n";
            }
            boolean isLate = line.contains("=\"503\"") && scrape <= FIRST;
            int times = scrape > FIRST ? scrape - FIRST : isLate ? scrape - LATE + 1 : scrape;
            int value = line.lastIndexOf(' ') + 1;
            return times < 1 ? "" : line.substring(0, value) + times * Long.parseLong(line.substring(value)) + "\n";
        }

        /** Waits until all have been scraped often enough, and Prometheus has stored it. */
        static void awaitAll() {
            NAMES.forEach(name -> Awaiting.until(() -> pages.requests("/" + name) > FIRST + SECOND + 1));
        }
    }

    /**
     * A real server that logs how long requests took, in front of both injectors, on a port each. One process, so that
     * nothing is left of it.
     */
    private static final class LoggingProxy implements AutoCloseable {

        /** To each side. */
        private static final int CALLS = 2_000;

        private final String name;
        private final Path directory;
        private final int originalPort = Service.freePort();
        private final int rehearsalPort = Service.freePort();
        private final Process process;

        private LoggingProxy(String name, String config, Injector original, Injector rehearsal, String... command)
                throws IOException {
            this.name = name;
            directory = Files.createTempDirectory(TARGET, name);
            Path file = Files.writeString(
                    directory.resolve("server.conf"),
                    config.replace("DIRECTORY", directory.toString())
                            .replace("PORT1", Integer.toString(originalPort))
                            .replace("PORT2", Integer.toString(rehearsalPort))
                            .replace("TO1", "127.0.0.1:" + original.port())
                            .replace("TO2", "127.0.0.1:" + rehearsal.port()));
            List<String> all = new ArrayList<>(List.of(command));
            all.add(file.toString());
            process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out.txt").toFile())
                    .start();
            Awaiting.until(() -> {
                assertTrue(process.isAlive(), () -> "see " + directory);
                return listens();
            });
        }

        static LoggingProxy nginx(Injector original, Injector rehearsal) throws IOException {
            StringBuilder servers = new StringBuilder();
            for (String side : List.of("1 original", "2 rehearsal")) {
                String number = side.substring(0, 1);
                servers.append("server { listen 127.0.0.1:PORT" + number + "; access_log DIRECTORY/" + side.substring(2)
                        + ".log timed; location / { proxy_pass http://TO" + number + "; } }\n");
            }
            String config = """
                    daemon off;
                    master_process off;
                    pid DIRECTORY/pid;
                    error_log DIRECTORY/error.log;
                    events { worker_connections 1024; }
                    http {
                    log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                                     '"$http_referer" "$http_user_agent" $request_time';
                    client_body_temp_path DIRECTORY/body;
                    proxy_temp_path DIRECTORY/proxy;
                    fastcgi_temp_path DIRECTORY/fastcgi;
                    uwsgi_temp_path DIRECTORY/uwsgi;
                    scgi_temp_path DIRECTORY/scgi;
                    """ + servers + "}\n";
            return new LoggingProxy("nginx", config, original, rehearsal, "nginx", "-c");
        }

        static LoggingProxy apache(Injector original, Injector rehearsal) throws IOException {
            StringBuilder hosts = new StringBuilder();
            for (String side : List.of("1 original", "2 rehearsal")) {
                String number = side.substring(0, 1);
                hosts.append("Listen 127.0.0.1:PORT" + number + "\n<VirtualHost 127.0.0.1:PORT" + number
                        + ">\nCustomLog DIRECTORY/" + side.substring(2) + ".log timed\nProxyPass / http://TO" + number
                        + "/ retry=0 disablereuse=On\n</VirtualHost>\n");
            }
            StringBuilder modules = new StringBuilder();
            for (String module : List.of("mpm_event", "authz_core", "proxy", "proxy_http")) {
                modules.append("LoadModule " + module + "_module /usr/lib/apache2/modules/mod_" + module + ".so\n");
            }
            String config = modules + """
                    ServerName localhost
                    # Else it answers a reset, on a connection that was used before, by closing that: who calls tries again.
                    KeepAlive Off
                    ServerRoot DIRECTORY
                    DefaultRuntimeDir DIRECTORY
                    PidFile DIRECTORY/pid
                    ErrorLog DIRECTORY/error.log
                    User www-data
                    Group www-data
                    ThreadsPerChild 64
                    ThreadLimit 64
                    MaxRequestWorkers 64
                    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D" timed
                    """ + hosts;
            return new LoggingProxy("apache", config, original, rehearsal, "apache2", "-X", "-f");
        }

        private boolean listens() throws InterruptedException {
            try {
                // Not to be logged: what is no request of HTTP is another's.
                new Socket(InetAddress.getLoopbackAddress(), originalPort).close();
                return true;
            } catch (IOException notYet) {
                return false;
            }
        }

        String name() {
            return name;
        }

        String original() {
            return "http://127.0.0.1:" + originalPort + "/" + name;
        }

        String rehearsal() {
            return "http://127.0.0.1:" + rehearsalPort + "/" + name;
        }

        /** Returns the log of that side. */
        Path log(String side) {
            return directory.resolve(side + ".log");
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
