package dev.faultline.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Seconds;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Window;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadCollectorTest {

    private static Scrape scrape(Totals totals) throws IOException {
        CollectorRegistry registry = new CollectorRegistry(true);
        registry.register(new LoadMetrics.LoadCollector(totals));
        return scrape(registry);
    }

    private static Scrape scrape(CollectorRegistry registry) throws IOException {
        StringWriter text = new StringWriter();
        TextFormat.write004(text, registry.metricFamilySamples());
        return new Scrape(text.toString());
    }

    @Test
    void everyClassIsThereBeforeAnyAttempt() throws IOException {
        Scrape scrape = scrape(new Totals());
        for (ResultClass resultClass : ResultClass.values()) {
            String first = "faultline_load_attempts_total{class=\"" + resultClass.wire() + "\",answerer=\""
                    + resultClass.usually().wire() + "\"}";
            assertEquals(0.0, scrape.samples().get(first), first);
            if (resultClass != ResultClass.SHED) {
                assertEquals(0.0, scrape.value("faultline_load_latency_seconds_count", "class", resultClass.wire()));
            }
        }
        for (ShedReason why : ShedReason.values()) {
            assertEquals(0.0, scrape.value("faultline_load_shed_total", "reason", why.wire()));
        }
        assertEquals(0.0, scrape.value("faultline_load_requests_total", "success", "true"));
        assertEquals(0.0, scrape.value("faultline_load_retries_total", "granted", "false"));
        assertEquals(0.0, scrape.value("faultline_load_successes_total", "answerer", "injector"));
        assertEquals(0.0, scrape.value("faultline_load_late_total"));
    }

    /** A rate of a series that begins above zero misses what it begins with. */
    @Test
    void noSeriesBeginsLater() throws IOException {
        Seconds seconds = new Seconds(14);
        Totals totals = new Totals();
        Set<String> before = scrape(totals).samples().keySet();
        Window second = seconds.next(2_000);
        Tally marked = second.tally().copy();
        marked.record(sent(0), Result.answered(200, true, false, false));
        marked.record(sent(0), Result.answered(404, true, false, false));
        marked.record(sent(0), Result.answered(502, true, false, false));
        marked.record(sent(0), Result.answered(504, false, false, true));
        marked.record(sent(0), Result.answered(200, true, true, false).truncated());
        totals.add(new Window(second.began(), second.startNanos(), second.endNanos(), marked));
        assertEquals(before, scrape(totals).samples().keySet());
    }

    @Test
    void successesAndLateOnesAreWhatVerdictsRestOn() throws IOException {
        Totals totals = new Totals();
        Tally tally = new Tally();
        tally.record(sent(99), Result.answered(404, true, true, false));
        tally.record(sent(101), Result.answered(500, true, true, false));
        tally.record(sent(0), Result.answered(200, false, false, false));
        tally.record(sent(5_000), Result.unanswered(ResultClass.TIMEOUT));
        tally.shed(ShedReason.LATE);
        tally.shed(ShedReason.FULL);
        totals.add(new Window(Seconds.EPOCH, 0, 1, tally));
        Scrape scrape = scrape(totals);
        assertEquals(1.0, scrape.value("faultline_load_successes_total", "answerer", "injector"));
        assertEquals(1.0, scrape.value("faultline_load_successes_total", "answerer", "backend"));
        assertEquals(0.0, scrape.value("faultline_load_successes_total", "answerer", "proxy"));
        assertEquals(3.0, scrape.value("faultline_load_late_total"));
    }

    @Test
    void statusesAreLabelsThatKeepTheirMeaningAndAreBounded() throws IOException {
        Totals totals = new Totals();
        CollectorRegistry registry = new CollectorRegistry(true);
        registry.register(new LoadMetrics.LoadCollector(totals));
        assertEquals(0.0, scrape(registry).value("faultline_load_responses_total", "status", "503"));
        add(totals, 520, 200, 200, 99);
        Scrape before = scrape(registry);
        assertEquals(2.0, before.value("faultline_load_responses_total", "status", "200"));
        assertEquals(1.0, before.value("faultline_load_responses_total", "status", "520"));
        assertEquals(1.0, before.value("faultline_load_responses_total", "status", "99"));
        // More than anybody has use for, and smaller ones than those that have a label.
        add(totals, IntStream.range(0, 1_200).toArray());
        Scrape after = scrape(registry);
        long series = after.samples().keySet().stream()
                .filter(name -> name.startsWith("faultline_load_responses_total"))
                .count();
        assertTrue(series <= 106, series + " series");
        assertEquals(1_204.0, after.sum("faultline_load_responses_total"));
        assertEquals(3.0, after.value("faultline_load_responses_total", "status", "200"));
        assertEquals(2.0, after.value("faultline_load_responses_total", "status", "520"));
        assertEquals(94.0, after.value("faultline_load_responses_total", "status", "5xx"));
        before.samples().forEach((name, value) -> assertTrue(after.samples().getOrDefault(name, -1.0) >= value, name));
    }

    @Test
    void requestsThatThePlanTellsApartHaveSeriesOfTheirOwn() throws IOException {
        Totals totals = new Totals();
        assertEquals(0.0, scrape(totals).sum("faultline_load_named_attempts_total"));
        Tally tally = new Tally();
        tally.record(sent(0), Result.answered(200, false, false, false), "GET /\"cart\"");
        tally.record(sent(4), Result.answered(503, false, false, false), "checkout");
        tally.record(sent(9), Result.unanswered(ResultClass.RESET), "checkout");
        totals.add(new Window(Seconds.EPOCH, 0, 1, tally));
        Scrape scrape = scrape(totals);
        assertEquals(2.0, scrape.sum("faultline_load_named_attempts_total", "name", "checkout"));
        assertEquals(
                1.0, scrape.samples().get("faultline_load_named_attempts_total{name=\"checkout\",class=\"http-5xx\"}"));
        assertEquals(1.0, scrape.value("faultline_load_named_latency_seconds_count", "name", "checkout"));
        assertEquals(0.004, scrape.value("faultline_load_named_latency_seconds_sum", "name", "checkout"), 1e-4);
        assertEquals(1.0, scrape.sum("faultline_load_named_attempts_total", "name", "GET /\\\"cart\\\""));
    }

    private static void add(Totals totals, int... statuses) {
        Tally tally = new Tally();
        for (int status : statuses) {
            tally.record(sent(0), Result.answered(status, false, false, false));
        }
        totals.add(new Window(Seconds.EPOCH, 0, 1, tally));
    }

    private static AttemptTimestamps sent(long lagMillis) {
        long lag = TimeUnit.MILLISECONDS.toNanos(lagMillis);
        AttemptTimestamps instants = new AttemptTimestamps(0, lag);
        instants.connected(lag + 1);
        instants.ended(lag + 2);
        return instants;
    }

    @Test
    void countsAreThoseOfTheTally() throws IOException {
        Seconds seconds = new Seconds(11);
        Totals totals = new Totals();
        for (int i = 0; i < 10; i++) {
            totals.add(seconds.next(500));
        }
        Tally all = totals.all();
        Scrape scrape = scrape(totals);
        for (ResultClass resultClass : ResultClass.values()) {
            assertEquals(
                    (double) all.count(resultClass),
                    scrape.sum("faultline_load_attempts_total", "class", resultClass.wire()));
        }
        for (Answerer answerer : Answerer.values()) {
            long shed = answerer == Answerer.NOBODY ? all.count(ResultClass.SHED) : 0;
            assertEquals(
                    (double) all.count(new Scope.By(answerer)) + shed,
                    scrape.sum("faultline_load_attempts_total", "answerer", answerer.wire()));
        }
        assertEquals(
                (double) all.succeeded(Scope.ATTEMPTS),
                scrape.value("faultline_load_successes_total", "answerer", "backend")
                        + scrape.value("faultline_load_successes_total", "answerer", "injector"));
        assertEquals(5_000.0, scrape.value("faultline_load_arrivals_total"));
        assertEquals(
                (double) all.succeeded(Scope.REQUESTS),
                scrape.value("faultline_load_requests_total", "success", "true"));
        assertEquals((double) all.retries(), scrape.value("faultline_load_retries_total", "granted", "true"));
        assertEquals((double) all.count(ShedReason.FULL), scrape.value("faultline_load_shed_total", "reason", "full"));
        // Each class has the times that its attempts took, answered or not; the service time is that of answers.
        for (ResultClass resultClass : ResultClass.values()) {
            long sent = resultClass == ResultClass.SHED ? 0 : all.count(resultClass);
            assertEquals(
                    (double) sent, scrape.sum("faultline_load_latency_seconds_count", "class", resultClass.wire()));
        }
        assertEquals(
                2.0 * all.count(ResultClass.TIMEOUT),
                scrape.value("faultline_load_latency_seconds_sum", "class", "timeout"),
                0.01);
        long answered = Arrays.stream(ResultClass.values())
                .filter(ResultClass::isAnswer)
                .mapToLong(all::count)
                .sum();
        assertTrue(answered < all.sent());
        assertEquals((double) answered, scrape.value("faultline_load_service_seconds_count"));
        assertEquals((double) all.sent(), scrape.value("faultline_load_lag_seconds_count"));
        assertEquals(
                all.service().mean() * answered / 1_000, scrape.value("faultline_load_service_seconds_sum"), 0.001);
    }

    @Test
    void aQuantileOfPrometheusLiesInTheBucketOfTheTrueOne() throws IOException {
        Seconds seconds = new Seconds(12);
        Totals totals = new Totals();
        for (int i = 0; i < 20; i++) {
            totals.add(seconds.next(1_000));
        }
        Latencies ok = totals.all().select(new Scope.In(ResultClass.OK)).latency();
        Scrape scrape = scrape(totals);
        for (double percent : new double[] {1, 10, 50, 90, 95, 99, 99.9}) {
            double exact = ok.percentile(percent) / 1_000;
            double estimate = scrape.quantile("faultline_load_latency_seconds", "class", "ok", percent / 100);
            int above = 0;
            while (LoadMetrics.LoadCollector.BUCKETS.get(above) < exact) {
                above++;
            }
            // And a thousandth, since both round.
            double low = above == 0 ? 0 : LoadMetrics.LoadCollector.BUCKETS.get(above - 1) * 0.999;
            double high = LoadMetrics.LoadCollector.BUCKETS.get(above) * 1.001;
            assertTrue(
                    low <= estimate && estimate <= high,
                    "p" + percent + " is " + exact + " s, by histogram_quantile " + estimate + " s");
        }
    }

    /** Where a query does not tell classes apart, it leaves out those that have no answer, and no others. */
    @Test
    void percentilesOverClassesAreOfWhatWasAnswered() throws IOException {
        String answered = "class=~\""
                + Arrays.stream(ResultClass.values())
                        .filter(ResultClass::isAnswer)
                        .map(ResultClass::wire)
                        .collect(Collectors.joining("|"))
                + "\"";
        Pattern selector = Pattern.compile("faultline_load_latency_seconds_(?:bucket|sum|count)\\{([^}]*)");
        int found = 0;
        for (String file : List.of(
                "k8s/charts/faultline/dashboards/load-latency.json",
                "k8s/charts/faultline/dashboards/injected-against-observed.json",
                "load-engine/README.md")) {
            for (String line : Files.readAllLines(Path.of("..", file.split("/")))) {
                Matcher selected = selector.matcher(line.replace("\\\"", "\""));
                while (!line.contains("by (le, class)") && selected.find()) {
                    assertTrue(selected.group(1).contains(answered), line);
                    found++;
                }
            }
        }
        assertTrue(found >= 12, found + " queries");
    }

    @Test
    void noCounterEverFalls() throws IOException {
        Seconds seconds = new Seconds(13);
        Totals totals = new Totals();
        Scrape before = scrape(totals);
        for (int i = 0; i < 5; i++) {
            totals.add(seconds.next(300));
            Scrape after = scrape(totals);
            before.samples()
                    .forEach(
                            (series, value) -> assertTrue(after.samples().getOrDefault(series, -1.0) >= value, series));
            before = after;
        }
    }
}
