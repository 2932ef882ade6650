package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus with the configuration that the docs hold, but for the ports, and for a scrape and an evaluation a
 * second. Where it is missing the test is skipped, but in CI, which installs it, the test fails.
 */
final class Prometheus implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final Process process;
    private final String api;

    private Prometheus(Process process, String api) {
        this.process = process;
        this.api = api;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param ports for each port of the docs, the one that it is here
     */
    static Prometheus start(Map<Integer, Integer> ports) throws IOException, InterruptedException {
        return start(ports, Map.of());
    }

    /** As {@link #start(Map)}, with a job for each of these pages, too, whose name is its path. */
    static Prometheus start(Map<Integer, Integer> ports, Map<String, Integer> pages)
            throws IOException, InterruptedException {
        Tool unused = new Tool("prometheus");
        Path rules = Demo.ROOT.resolve(Path.of("k8s", "charts"));
        String config = Files.readString(Demo.ROOT.resolve(Path.of("docs", "prometheus.yml")));
        config = replaced(config, "- ../k8s/charts", "- " + rules);
        config = replaced(config, "scrape_interval: 5s", "scrape_interval: 1s");
        config = replaced(config, "scrape_timeout: 4s", "scrape_timeout: 1s");
        config = replaced(config, "evaluation_interval: 5s", "evaluation_interval: 1s");
        for (Map.Entry<Integer, Integer> port : ports.entrySet()) {
            config = replaced(config, "[127.0.0.1:" + port.getKey() + "]", "[127.0.0.1:" + port.getValue() + "]");
        }
        for (Map.Entry<String, Integer> page : pages.entrySet()) {
            // The last part of the file is the list of jobs.
            config += "  - job_name: %s%n    metrics_path: /%s%n    static_configs:%n      - targets: [127.0.0.1:%d]%n"
                    .formatted(page.getKey(), page.getKey(), page.getValue());
        }
        Path directory = Files.createTempDirectory(TARGET, "prometheus");
        Path file = Files.writeString(directory.resolve("prometheus.yml"), config);
        int own = Service.freePort();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + own)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        Prometheus started = new Prometheus(process, "http://127.0.0.1:" + own + "/api/v1/");
        Awaiting.until(() -> {
            assertTrue(process.isAlive(), () -> "see " + directory + "/prometheus.log");
            return isReady(own);
        });
        return started;
    }

    private static String replaced(String config, String from, String to) {
        assertTrue(config.contains(from), () -> "docs/prometheus.yml has no " + from);
        return config.replace(from, to);
    }

    private static boolean isReady(int port) throws InterruptedException {
        try {
            return Service.get("http://127.0.0.1:" + port + "/-/ready").contains("Ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns where it is. */
    String url() {
        return api.replace("/api/v1/", "");
    }

    /** Lets that time pass, in which it must not end. */
    void pause(Duration time) throws InterruptedException {
        assertTrue(!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS), "it has ended");
    }

    /** Returns the answer of its API, which must be one of success. */
    JsonNode get(String path) throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(Service.get(api + path));
        assertEquals("success", answer.path("status").asText(), () -> path + ": " + answer);
        return answer.path("data");
    }

    /** Returns the values of that query as of that time, in seconds; none that is no number. */
    List<Double> query(String expression, double seconds) throws IOException, InterruptedException {
        String path = String.format(
                Locale.ROOT,
                "query?time=%.3f&query=%s",
                seconds,
                URLEncoder.encode(expression, StandardCharsets.UTF_8));
        List<Double> values = new ArrayList<>();
        for (JsonNode series : get(path).path("result")) {
            double value = Double.parseDouble(series.at("/value/1").asText());
            if (!Double.isNaN(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** Returns the only value of that query as of that time. */
    double value(String expression, double seconds) throws IOException, InterruptedException {
        List<Double> values = query(expression, seconds);
        assertEquals(1, values.size(), () -> expression + " is " + values);
        return values.get(0);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
