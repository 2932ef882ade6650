package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.measure.WindowWriter;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was measured, in all the forms that it leaves in. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class StatsTest {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void load() {
        given().body("{\"target\":\"http://demo-backend:8080/\",\"rate\":200}")
                .put("/api/load")
                .then()
                .statusCode(200);
        await().pollInterval(LOOK)
                .atMost(PATIENCE)
                .until(() -> when().get("/api/stats?window=2s").jsonPath().getInt("samples") >= 100);
    }

    @AfterEach
    void stop() {
        when().delete("/api/load").then().statusCode(204);
    }

    @Test
    void theSummaryTellsOfTargetAndClient() {
        JsonPath json = when().get("/api/stats?window=10s").jsonPath();
        assertTrue(json.getInt("arrivals") >= json.getInt("samples") / 2, json::prettify);
        assertEquals(json.getInt("samples"), json.getInt("requests.samples"));
        assertEquals(0, json.getInt("requests.retries"));
        assertEquals(0, json.getInt("shed.late"));
        assertEquals(0, json.getInt("shed.full"));
        assertTrue(json.getDouble("service.p50") <= json.getDouble("latency.p50"), json::prettify);
        assertTrue(json.get("client.valid") instanceof Boolean, json::prettify);
        assertTrue(json.getString("client.reason").startsWith("the client"), json::prettify);
    }

    @Test
    void aStreamBringsEachSecond() throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(URI.create(base() + "/api/stats/stream")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream"));
        List<JsonPath> seconds = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && seconds.size() < 3) {
                if (line.startsWith("id:")) {
                    ids.add(Long.parseLong(line.substring(3).trim()));
                } else if (line.startsWith("event:")) {
                    assertEquals("stats", line.substring(6).trim());
                } else if (line.startsWith("data:")) {
                    seconds.add(new JsonPath(line.substring(5)));
                }
                line = lines.readLine();
            }
        }
        assertEquals(3, seconds.size());
        for (int i = 0; i < 3; i++) {
            JsonPath second = seconds.get(i);
            assertEquals(200.0, second.getDouble("planRate"));
            assertTrue(second.getInt("samples") > 0, second::prettify);
            assertTrue(second.getDouble("latency.p99") > 0, second::prettify);
            assertTrue(i == 0 || ids.get(i) > ids.get(i - 1), ids::toString);
        }
        // After one that a pause of the machine made long comes one that is short.
        assertTrue(ids.get(2) - ids.get(0) >= 1_000, ids::toString);
    }

    @Test
    void whoReadsSlowlyGetsTheNewestAndNoQueue() throws InterruptedException {
        StatsResource stats = Arc.container().instance(StatsResource.class).get();
        WindowHistory windows = Arc.container().instance(WindowHistory.class).get();
        BlockingQueue<RecentSeconds.Second> got = new LinkedBlockingQueue<>();
        AtomicReference<Flow.@Nullable Subscription> asking = new AtomicReference<>();
        stats.seconds().subscribe().withSubscriber(new Flow.Subscriber<RecentSeconds.Second>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                asking.set(subscription);
            }

            @Override
            public void onNext(RecentSeconds.Second second) {
                got.add(second);
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onComplete() {}
        });
        Window last = third(windows);
        Flow.Subscription subscription = asking.get();
        assertNotNull(subscription);
        assertTrue(got.isEmpty(), "nothing comes that was not asked for");
        subscription.request(1);
        RecentSeconds.Second newest = got.poll(10, TimeUnit.SECONDS);
        assertNotNull(newest);
        assertTrue(newest.id() >= last.began().toEpochMilli(), "not an older one");
        subscription.cancel();
    }

    /** Waits until three more seconds have ended, and returns the last. */
    private static Window third(WindowHistory windows) throws InterruptedException {
        BlockingQueue<Window> ended = new LinkedBlockingQueue<>();
        Runnable listening = windows.listen(ended::add);
        Window last = null;
        for (int i = 0; i < 3; i++) {
            last = ended.poll(10, TimeUnit.SECONDS);
        }
        listening.run();
        assertNotNull(last);
        return last;
    }

    @Test
    void prometheusCountsWhatTheStatsCount() {
        stop();
        JsonPath total = settled();
        int management = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        Scrape scrape = new Scrape(
                given().port(management).get("/q/metrics").then().extract().asString());
        double attempts = 0;
        for (ResultClass resultClass : ResultClass.values()) {
            double count = scrape.sum("faultline_load_attempts_total", "class", resultClass.wire());
            int stats = total.get("classes." + resultClass.wire()) == null
                    ? 0
                    : total.getInt("classes." + resultClass.wire());
            assertEquals(stats, count, resultClass.wire());
            attempts += resultClass == ResultClass.SHED ? 0 : count;
        }
        assertEquals(total.getInt("samples"), attempts);
        assertEquals(total.getInt("service.samples"), scrape.value("faultline_load_service_seconds_count"));
        assertEquals(total.getInt("arrivals"), scrape.value("faultline_load_arrivals_total"));
        assertEquals(
                total.getDouble("lag.mean") * total.getInt("samples") / 1_000,
                scrape.value("faultline_load_lag_seconds_sum"),
                // The mean is rounded to a microsecond.
                1e-6 * total.getInt("samples"));
        assertEquals(0.0, scrape.value("faultline_load_in_flight"));
        assertEquals(0.0, scrape.value("faultline_load_rate"));
    }

    /** Waits until all that was sent is in the books. */
    private static JsonPath settled() {
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> {
            JsonPath last = when().get("/api/stats?window=2s").jsonPath();
            return last.getInt("samples") == 0 && last.getInt("arrivals") == 0;
        });
        return when().get("/api/stats?window=total").jsonPath();
    }

    @Test
    void csvHasARowASecond() {
        Response csv = when().get("/api/stats.csv?window=10s");
        csv.then().statusCode(200).contentType("text/csv");
        List<String> lines = csv.asString().lines().toList();
        assertEquals(String.join(",", WindowWriter.CsvWriter.columns()), lines.get(0));
        assertTrue(lines.size() >= 2 && lines.size() <= 12, csv::asString);
        int samples = WindowWriter.CsvWriter.columns().indexOf("samples");
        int ok = WindowWriter.CsvWriter.columns().indexOf("ok");
        String[] last = lines.get(lines.size() - 1).split(",", -1);
        assertEquals(WindowWriter.CsvWriter.columns().size(), last.length);
        assertTrue(last[0].matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"), last[0]);
        assertTrue(Long.parseLong(last[samples]) > 0, csv::asString);
        assertEquals(last[samples], last[ok]);
    }

    @Test
    void theLogOfHistogramsIsReadBack() {
        Response log = when().get("/api/stats.hlog?window=10m");
        log.then().statusCode(200).contentType("text/plain");
        long ok = 0;
        try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log.asByteArray()))) {
            while (reader.hasNext()) {
                EncodableHistogram line = reader.nextIntervalHistogram();
                if (line instanceof Histogram histogram && "ok".equals(histogram.getTag())) {
                    ok += histogram.getTotalCount();
                }
            }
        }
        assertTrue(ok >= 100, "samples: " + ok);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/api/stats.hgrm?window=10s, 200",
        "/api/stats.hgrm?window=total, 200",
        "/api/stats?window=total, 200",
        "/api/stats.hgrm?window=soon, 400",
        "/api/stats.csv?window=total, 400",
        "/api/stats.csv?window=11m, 400",
        "/api/stats.hlog?window=500ms, 400",
        "/api/stats.xls, 404",
        "/api/stats?windw=5s, 400",
        "/api/stats?window=5s&window=10s, 400",
        "/api/stats.csv?windows=5s, 400",
        "/api/stats/stream?window=5s, 400",
    })
    void windowsAreChecked(String path, int status) {
        Response answer = when().get(path);
        answer.then().statusCode(status);
        if (status >= 400) {
            answer.then().contentType("application/problem+json");
        } else if (path.contains("hgrm")) {
            assertTrue(answer.asString().startsWith("       Value     Percentile TotalCount 1/(1-Percentile)"));
        }
    }

    static String base() {
        return "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }
}
