package dev.faultline.learn.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.LatencyBuckets.Point;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.observe.Route;
import dev.faultline.learn.observe.Span;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of the samples that a Prometheus has. Scrapes are 10 s apart; a minute from 1000 s on is asked for. */
class PrometheusReaderTest {

    private static final long MS = 1_000_000;
    private static final Instant FROM = Instant.ofEpochSecond(1_000);
    private static final Instant NOW = Instant.ofEpochSecond(5_000);
    private static final String COUNTER = "response_total{direction=\"outbound\"";
    private static final String HISTOGRAM = "response_latency_ms_bucket{direction=\"outbound\"";
    private static final PrometheusSource CART = new PrometheusSource("http://p:9090", "cart", null, null, null, null);

    private final FakePrometheus prometheus = new FakePrometheus();

    /** Answers each question by the series whose names it begins with. */
    private static final class FakePrometheus implements PrometheusApi {

        private final Map<String, List<String>> series = new LinkedHashMap<>();
        private final List<String> asked = new ArrayList<>();
        private @Nullable Answer always;

        /** Adds a series; values are 10 s apart, from that moment on; a dash is a missing one. */
        FakePrometheus with(String query, String labels, long from, String... values) {
            StringBuilder samples = new StringBuilder();
            for (int i = 0; i < values.length; i++) {
                if (!values[i].equals("-")) {
                    samples.append(samples.isEmpty() ? "" : ",");
                    samples.append("[")
                            .append(from + 10L * i)
                            .append(",\"")
                            .append(values[i])
                            .append("\"]");
                }
            }
            return raw(query, "{\"metric\":{" + labels + "},\"values\":[" + samples + "]}");
        }

        FakePrometheus raw(String query, String json) {
            series.computeIfAbsent(query, each -> new ArrayList<>()).add(json);
            return this;
        }

        @Override
        public Answer get(String base, String query) {
            String text = URLDecoder.decode(query, StandardCharsets.UTF_8);
            asked.add(text);
            if (always != null) {
                return always;
            }
            List<String> found = series.entrySet().stream()
                    .filter(each -> text.contains("query=" + each.getKey()))
                    .flatMap(each -> each.getValue().stream())
                    .toList();
            return answer(
                    200,
                    "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + String.join(",", found)
                            + "]}}");
        }
    }

    private static PrometheusApi.Answer answer(int status, String body) {
        return new PrometheusApi.Answer(status, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private Observed read(PrometheusSource source, @Nullable Duration step, @Nullable By by) {
        return PrometheusReader.read(prometheus, source, new Span(FROM, Duration.ofMinutes(1), step), by, NOW);
    }

    private Measured all() {
        return read(CART, null, null).all();
    }

    private InvalidValue refused() {
        return assertThrows(InvalidValue.class, this::all);
    }

    private static double count(Measured measured, int status) {
        return measured.outcomes().getOrDefault(new Outcome.Status(status), 0.0);
    }

    private void histogram(String le, long from, String... values) {
        prometheus.with(HISTOGRAM, "\"le\":\"" + le + "\",\"pod\":\"a\"", from, values);
    }

    @Test
    void whatWasAddedBetweenScrapesIsCounted() {
        prometheus.with(
                COUNTER, "\"status_code\":\"200\"", 990, "100", "110", "130", "130", "130", "130", "140", "150");
        histogram("10", 990, "50", "55", "60", "60", "60", "60", "65", "65");
        histogram("20", 990, "90", "100", "110", "110", "110", "110", "120", "120");
        histogram("+Inf", 990, "100", "110", "130", "130", "130", "130", "140", "140");
        Measured measured = all();
        assertEquals(40, count(measured, 200), 1e-9);
        assertEquals(10, measured.latency().upTo(10e6), 1e-9);
        assertEquals(20, measured.latency().upTo(20e6), 1e-9);
        assertEquals(10, measured.latency().above(), 1e-9);
    }

    @Test
    void ofAnIntervalThatReachesBeyondTheTimeOnlyItsPartCounts() {
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 995, "0", "100");
        assertEquals(50, count(all(), 200), 1e-9);
    }

    /** Whatever the digits of the beginning and of the step are: nothing is lost, and it comes to an end. */
    @RepeatedTest(50)
    @Timeout(20)
    void stepsAddUpToTheWhole(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        Instant begin = Instant.ofEpochSecond(1_796_080_301L, random.nextInt(1_000_000_000));
        Duration step = Duration.ofNanos(1_000_000_000L + random.nextInt(1_000_000_000));
        prometheus.raw(
                COUNTER,
                "{\"metric\":{\"status_code\":\"200\"},\"values\":[[" + (begin.getEpochSecond() - 5) + "."
                        + random.nextInt(1_000) + ",\"0\"],[" + (begin.getEpochSecond() + 700) + "."
                        + random.nextInt(1_000) + ",\"1000\"]]}");
        Observed observed = PrometheusReader.read(
                prometheus, CART, new Span(begin, Duration.ofMinutes(10), step), null, begin.plusSeconds(1_000));
        assertEquals(
                observed.all().ended(),
                observed.slices().stream()
                        .mapToDouble(slice -> slice.all().ended())
                        .sum(),
                1e-9);
        assertEquals(1_000 * 600 / 705.0, observed.all().ended(), 2);
        double each = observed.slices().get(3).all().ended();
        assertEquals(observed.all().ended() * step.toNanos() / 600e9, each, 1e-3);
    }

    @Test
    void aSeriesThatBeginsInTheMiddleBeginsFromNothing() {
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 990, "5", "5", "5", "5", "5", "5", "5", "5");
        prometheus.with(COUNTER, "\"status_code\":\"503\"", 1_030, "40", "50");
        Observed observed = read(CART, Duration.ofSeconds(10), null);
        assertEquals(50, count(observed.all(), 503), 1e-9);
        assertEquals(40, count(observed.slices().get(2).all(), 503), 1e-9);
        assertEquals(10, count(observed.slices().get(3).all(), 503), 1e-9);
    }

    @Test
    void whatIsThereBeforePrometheusBeginsIsNotCounted() {
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 1_010, "1000000", "1000010");
        prometheus.with(COUNTER, "\"status_code\":\"503\"", 1_012, "500000", "500000");
        Measured measured = all();
        assertEquals(10, count(measured, 200), 1e-9);
        assertEquals(0, count(measured, 503));
    }

    @Test
    void aCounterThatBeginsAnewCountsFromNothing() {
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 1_000, "100", "110", "7", "17");
        Observed observed = read(CART, null, null);
        assertEquals(27, count(observed.all(), 200), 1e-9);
        assertTrue(observed.notes().stream().anyMatch(note -> note.startsWith("counters began anew")));
    }

    /** One bucket of it has already grown beyond what it was: all of them began anew nevertheless. */
    @Test
    void aHistogramBeginsAnewAsAWhole() {
        histogram("10", 1_000, "5", "6");
        histogram("20", 1_000, "100", "8");
        histogram("+Inf", 1_000, "100", "8");
        Measured measured = all();
        assertEquals(8, measured.latency().count(), 1e-9);
        assertEquals(6, measured.latency().upTo(10e6), 1e-9);
    }

    @Test
    void samplesThatAreNoNumbersAreLeftOut() {
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 1_000, "0", "NaN", "20");
        histogram("10", 1_000, "0", "NaN", "20");
        histogram("+Inf", 1_000, "0", "10", "20");
        Observed observed = read(CART, null, null);
        assertEquals(20, count(observed.all(), 200), 1e-9);
        assertEquals(20, observed.all().latency().upTo(10e6), 1e-9);
        assertTrue(observed.notes().contains("some samples are no numbers: they are left out"));
    }

    @Test
    void ofNoNumbersNothingIsLearned() {
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 1_000, "NaN", "NaN", "NaN");
        assertTrue(refused()
                .getMessage()
                .startsWith("service must have requests that were counted from 1970-01-01T00:16:40Z"));
    }

    @Test
    void aHistogramWithoutBoundsTellsNothing() {
        histogram("+Inf", 1_000, "0", "10", "20");
        assertEquals(
                "service must be a histogram with a bucket beside +Inf, was one that has only that",
                refused().getMessage());
    }

    @Test
    void nativeHistogramsAreReadByTheirBuckets() {
        PrometheusSource named = new PrometheusSource("http://p:9090", null, null, "rt_seconds{job=\"a\"}", null, null);
        prometheus.raw("rt_seconds", """
                {"metric": {"job": "a"}, "histograms": [
                  [1000, {"count": "1", "sum": "1", "buckets": [[0, "0.01", "0.02", "1"]]}],
                  [1010, {"count": "21", "sum": "3", "buckets": [[0, "0.01", "0.02", "11"], [0, "0.1", "0.2", "10"]]}]]}""");
        assertEquals(
                List.of(
                        new Point(0, 10 * MS),
                        new Point(50, 20 * MS),
                        new Point(50.000001, 100 * MS),
                        new Point(100, 200 * MS)),
                read(named, null, null).all().latency().points(100));
    }

    /** As Prometheus does when there get to be too many buckets: each becomes a half of one. */
    @Test
    void aNativeHistogramThatGotCoarserIsStillCounted() {
        PrometheusSource named = new PrometheusSource("http://p:9090", null, null, "rt_seconds", null, null);
        prometheus.raw("rt_seconds", """
                {"metric": {}, "histograms": [
                  [1000, {"count": "2", "sum": "1", "buckets": [[0, "0.01", "0.02", "1"], [0, "0.02", "0.04", "1"]]}],
                  [1010, {"count": "12", "sum": "3", "buckets": [[0, "0.01", "0.04", "12"]]}]]}""");
        Measured measured = read(named, null, null).all();
        assertEquals(10, measured.latency().count(), 1e-9);
        assertEquals(
                List.of(new Point(0, 10 * MS), new Point(100, 40 * MS)),
                measured.latency().points(100));
    }

    @Test
    void sumsAndRatesAreReadToo() {
        PrometheusSource rate = new PrometheusSource(
                "http://p:9090",
                null,
                null,
                "sum by (le) (rate(x_seconds_bucket[1m]))",
                "sum by (code) (y_total)",
                null);
        prometheus.with("sum by (le)", "\"le\":\"0.1\"", 1_000, "5", "5", "5");
        prometheus.with("sum by (le)", "\"le\":\"+Inf\"", 1_000, "10", "10", "10");
        prometheus.with("sum by (code)", "\"code\":\"500\"", 1_000, "10", "30", "20", "25");
        Observed observed = read(rate, null, null);
        // 5 a second, of 10, from 1000 to 1020.
        assertEquals(100, observed.all().latency().upTo(1e8), 1e-9);
        assertEquals(200, observed.all().latency().count(), 1e-9);
        // The sum fell: of that nothing is known.
        assertEquals(25, count(observed.all(), 500), 1e-9);
        assertTrue(observed.notes().stream().anyMatch(note -> note.startsWith("a sum fell")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"histogram_quantile(0.9, x)", "increase(x_total[1m])", "sum(delta(x[1m]))"})
    void whatIsNoMetricAnyMoreIsRefused(String query) {
        PrometheusSource named = new PrometheusSource("http://p:9090", null, null, query, null, null);
        InvalidValue e = assertThrows(InvalidValue.class, () -> read(named, null, null));
        assertEquals("latencyQuery", e.field());
        assertTrue(prometheus.asked.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            "status_code":"200"|200
            "http_status":"404"|404
            "response_code":"503"|503
            "code":"5xx"|500
            "status_code":"200","grpc_status":"14"|UNAVAILABLE
            "grpc_code":"NotFound"|NOT_FOUND
            "status_code":"200","grpc_status":"0"|OK
            "status_code":"200","error":"h2(INTERNAL_ERROR)","classification":"failure"|truncated
            "status_code":"502","error":"x"|502
            "classification":"failure","error":"unclassified"|unknown
            "http_status":"","error":"REQUEST_TIMEOUT"|timeout
            "http_status":"","error":"RESET"|reset
            "http_status":"","error":"FAIL_FAST"|503
            "response_code":"0","response_flags":"DC"|timeout
            "class":"refused"|refused""", delimiter = '|', quoteCharacter = '\'')
    void labelsSayWhatBecameOfRequests(String labels, String outcome) {
        prometheus.with(COUNTER, labels, 1_000, "0", "10");
        assertEquals(
                List.of(outcome),
                all().outcomes().keySet().stream().map(Outcome::wire).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"status_code\":\"999\"", "\"status_code\":\"x\\u001b[31m\\n\"", "\"pod\":\"a\""})
    void whatIsNoStatusIsLeftOut(String labels) {
        prometheus.with(COUNTER, labels, 1_000, "0", "10");
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 1_000, "0", "10");
        Observed observed = read(CART, null, null);
        assertEquals(10, observed.all().ended(), 1e-9);
        assertTrue(observed.notes().stream().anyMatch(note -> note.endsWith("they are left out")));
        assertFalse(observed.notes().toString().contains("\u001b"));
    }

    @Test
    void whoMeasuredFirstInTheListIsNotCountedTwice() {
        prometheus.with("istio_requests_total{reporter=\"source\"", "\"response_code\":\"200\"", 1_000, "0", "10");
        prometheus.with("istio_requests_total{reporter=\"destination\"", "\"response_code\":\"200\"", 1_000, "0", "10");
        Observed observed = read(CART, null, null);
        assertEquals(10, observed.all().ended(), 1e-9);
        assertEquals("cart, by Istio's proxies of its callers (http://p:9090)", observed.source());
    }

    @Test
    void aLoadClientsAnswersThatBrokeOffAreNotCountedTwice() {
        prometheus.with("faultline_load_responses_total", "\"status\":\"200\"", 1_000, "0", "10");
        prometheus.with(
                "faultline_load_attempts_total{class=\"truncated\"", "\"class\":\"truncated\"", 1_000, "0", "4");
        prometheus.with(
                "faultline_load_attempts_total{class=~\"refused",
                "\"class\":\"reset\",\"answerer\":\"nobody\"",
                1_000,
                "0",
                "5");
        prometheus.with("faultline_load_grpc_responses_total", "\"grpc_status\":\"OK\"", 1_000, "0", "0");
        Measured measured = all();
        assertEquals(15, measured.ended(), 1e-9);
        assertEquals(
                Map.of(new Outcome.Status(200), 6.0, Outcome.Broken.TRUNCATED, 4.0, Outcome.Broken.RESET, 5.0),
                measured.outcomes());
    }

    @Test
    void routesAreToldByTheirLabels() {
        for (int i = 0; i < 100; i++) {
            prometheus.with(COUNTER, "\"status_code\":\"200\",\"path\":\"/p" + i + "\"", 1_000, "0", "10");
        }
        prometheus.with(COUNTER, "\"status_code\":\"503\",\"path\":\"/users/{id}\"", 1_000, "0", "30");
        for (String hostile : List.of("/../x", "/**", "/a\\\"b", "/\\n", "x", "/" + "a".repeat(10_000))) {
            prometheus.with(COUNTER, "\"status_code\":\"200\",\"path\":\"" + hostile + "\"", 1_000, "0", "1");
        }
        Map<Route, Measured> routes = read(CART, null, By.PATH).slices().get(0).routes();
        assertEquals(102, routes.size());
        assertEquals(30, count(routes.getOrDefault(Route.ofPath("/users/42"), new Measured()), 503), 1e-9);
        assertEquals(6, routes.getOrDefault(Route.ALL, new Measured()).ended(), 1e-9);
    }

    @Test
    void whoeverTellsNoRoutesIsNotAskedForThem() {
        prometheus.with(COUNTER, "\"status_code\":\"200\"", 1_000, "0", "10");
        InvalidValue e = assertThrows(InvalidValue.class, () -> read(CART, null, By.GRPC_METHOD));
        assertEquals(
                "by must be something that the metrics tell: they have no label such as grpc_service, was grpc-method",
                e.getMessage());
    }

    @Test
    void whatPrometheusSaysOfAQueryIsHandedOn() {
        prometheus.always = answer(
                400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error:\\n unexpected {\"}");
        PrometheusSource named = new PrometheusSource("http://p:9090", null, null, "x{{", null, null);
        InvalidValue e = assertThrows(InvalidValue.class, () -> read(named, null, null));
        assertEquals(
                "latencyQuery must be a query that Prometheus answers; it says: parse error:  unexpected {, was \"x{{\"",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            401|{}|Prometheus at http://p:9090 answered 401: it asks for another token
            503|oops|Prometheus at http://p:9090 answered 503
            200|<html>|what answers is no Prometheus: its answer is no JSON of the query API
            200|{"a": 1}|what answers is no Prometheus: its answer is no JSON of the query API
            200||what answers is no Prometheus: its answer is no JSON of the query API""", delimiter = '|')
    void whateverElseAnswersIsNoPrometheus(int status, @Nullable String body, String complaint) {
        prometheus.always = answer(status, body == null ? "" : body);
        assertEquals(complaint, assertThrows(ControlFailed.class, this::all).getMessage());
    }

    @Test
    void samplesAreAskedForAsTheyWereScraped() {
        refused();
        assertTrue(
                prometheus
                        .asked
                        .get(0)
                        .startsWith("/api/v1/query?query=response_latency_ms_bucket{direction=\"outbound\","
                                + "dst_service=\"cart\"}[300000ms]&time=1970-01-01T00:19:40Z"),
                prometheus.asked.get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "x_total|true",
                "a:b_total{job=\"x\",path=~\"/a{2}.*\"}|true",
                "{__name__=\"x\"}|true",
                " x{a='}'} |true",
                "x{a=\"\\\"}\"}|true",
                "sum(x)|false",
                "x{a=\"b\"} offset 5m|false",
                "x{a=\"b\"|false",
                "x + y|false",
                "x[5m]|false"
            })
    void aSelectorIsToldFromAnExpression(String query, boolean selector) {
        assertEquals(selector, new PrometheusMetrics.Query("f", query, 1, null).isSelector());
        String longer = query.replace("x", "x".repeat(3_000)).replace("/a", "\\\\n".repeat(400));
        assertEquals(selector, new PrometheusMetrics.Query("f", longer, 1, null).isSelector());
    }

    @ParameterizedTest
    @CsvSource({
        "x_seconds_bucket,1",
        "x_milliseconds_bucket,0.001",
        "x_ms_bucket,0.001",
        "x_us_bucket,0.000001",
        "x_bucket,1"
    })
    void theUnitIsInTheName(String name, double seconds) {
        PrometheusSource named = new PrometheusSource("http://p:9090", null, null, name, null, null);
        prometheus.with(name, "\"le\":\"8\"", 1_000, "0", "10");
        assertEquals(
                (long) (8e9 * seconds), read(named, null, null).all().latency().percentile(100));
    }
}
