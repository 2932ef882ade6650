package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Prometheus' own exporter for Apache reads demo-backend's status, at the path that it asks for by default, too. */
@Timeout(300)
class ApacheExporterIT {

    @Test
    void theExporterReadsTheStatus() throws Exception {
        Tool unused = new Tool("prometheus-apache-exporter");
        int port = Service.freePort();
        String site = "http://127.0.0.1:" + port;
        try (Service backend =
                Service.start("demo-backend", List.of("quarkus.http.port=" + port, "quarkus.management.port=0"))) {
            backend.ready(site + "/");
            for (String path : List.of("/server-status?auto", "/server-status/?auto")) {
                String metrics = exported(site + path);
                assertEquals(1, value(metrics, "apache_up"), metrics);
                assertTrue(value(metrics, "apache_version") >= 0, metrics);
                double accesses = value(metrics, "apache_accesses_total");
                // Its own look is one of them, or comes after.
                assertEquals(accesses(site), accesses, 3, metrics);
                assertEquals(1, value(metrics, "apache_workers{state=\"busy\"}"), metrics);
                assertEquals(4095, value(metrics, "apache_workers{state=\"idle\"}"), metrics);
                assertEquals(1, value(metrics, "apache_scoreboard{state=\"reply\"}"), metrics);
                assertEquals(4095, value(metrics, "apache_scoreboard{state=\"idle\"}"), metrics);
                assertTrue(value(metrics, "apache_uptime_seconds_total") < 60, metrics);
                assertTrue(value(metrics, "apache_duration_ms_total") >= 0, metrics);
            }
        }
    }

    private static String exported(String status) throws IOException, InterruptedException {
        int own = Service.freePort();
        Path log = Files.createTempFile(Path.of("target"), "apache-exporter", ".log");
        Process exporter = new ProcessBuilder(
                        "prometheus-apache-exporter", "--scrape_uri=" + status, "--telemetry.address=127.0.0.1:" + own)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Awaiting.until(() -> {
                assertTrue(exporter.isAlive(), () -> "see " + log);
                return isThere(own);
            });
            return Service.get("http://127.0.0.1:" + own + "/metrics");
        } finally {
            exporter.destroyForcibly().onExit().join();
        }
    }

    private static boolean isThere(int port) throws InterruptedException {
        try {
            return Service.get("http://127.0.0.1:" + port + "/").contains("Exporter");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static double accesses(String site) throws IOException, InterruptedException {
        return Double.parseDouble(
                Service.get(site + "/server-status?auto").replaceFirst("(?s).*\nTotal Accesses: (\\d+)\n.*", "$1"));
    }

    private static double value(String metrics, String series) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(metrics);
        assertTrue(line.find(), () -> series + " is not in " + metrics);
        return Double.parseDouble(line.group(1));
    }
}
