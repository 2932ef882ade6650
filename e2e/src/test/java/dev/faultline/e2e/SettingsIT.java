package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the error injector does only when it is asked to by its settings, and what it tells of itself. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class SettingsIT {

    private final int traffic = Service.freePort();
    private final int control = Service.freePort();
    private final String url = "http://127.0.0.1:" + traffic + "/any/path";

    @Test
    void requestsAreLoggedAndSpansSent() throws Exception {
        BlockingQueue<String> exports = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        collector.createContext("/v1/traces", exchange -> {
            exports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (Service injector = start(List.of(
                "faultline.injector.access-log=true",
                "faultline.injector.tracing=true",
                "otel.bsp.schedule.delay=100",
                "otel.exporter.otlp.endpoint=http://127.0.0.1:"
                        + collector.getAddress().getPort()))) {
            assertTrue(injector.process().isAlive());
            assertEquals(500, Service.send(url).get().statusCode());
            String spans = String.valueOf(exports.poll(60, TimeUnit.SECONDS));
            assertTrue(spans.contains("faultline.injected") && spans.contains("/any/path"), spans);
            assertTrue(spans.contains("error-injector"), spans);
            assertTrue(injector.log().contains("\"GET /any/path "), injector::log);
            assertTrue(injector.log().contains("500 default/status"), injector::log);
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void aChangeOfThePlanIsOneLineAndARequestIsNone() throws Exception {
        Tool curl = new Tool("curl");
        String faults = "http://127.0.0.1:" + control + "/api/faults";
        try (Service injector = start(List.of())) {
            assertTrue(injector.process().isAlive());
            curl.run("-s", "-X", "PUT", faults, "-A", "me", "-d", "status=503:20", "-d", "ttl=5m");
            curl.run("-s", "-X", "PUT", faults + "?dryRun=true", "-d", "status=404");
            curl.run("-s", "-X", "PUT", faults, "-d", "status=99");
            for (int i = 0; i < 20; i++) {
                curl.run("-s", url);
            }
            curl.run("-s", "-X", "DELETE", faults);
            List<String> audit = injector.log()
                    .lines()
                    .filter(line -> line.contains("fault plan "))
                    .toList();
            assertEquals(2, audit.size(), audit.toString());
            assertTrue(audit.get(0).contains("set by 127.0.0.1, me"), audit.get(0));
            assertTrue(audit.get(0).contains("rule-1: status 20%, until 20"), audit.get(0));
            assertTrue(audit.get(1).contains("stopped by 127.0.0.1, curl/"), audit.get(1));
            assertTrue(!injector.log().contains("/any/path"), injector::log);
        }
    }

    @Test
    void requestsMayAskForFaultsUpToTheCeilingAndNotAfterTheKillSwitch() throws Exception {
        Tool curl = new Tool("curl");
        String faults = "http://127.0.0.1:" + control + "/api/faults";
        String abort = "x-envoy-fault-abort-request: 418";
        String delay = "x-envoy-fault-delay-request: 60000";
        try (Service injector = start(List.of(
                "faultline.injector.plan={}",
                "faultline.injector.header-faults.abort-percentage=100",
                "faultline.injector.header-faults.delay-percentage=100",
                "faultline.injector.header-faults.max-delay=100ms"))) {
            assertTrue(injector.process().isAlive());
            String both = curl.run("-si", "-H", abort, "-H", delay, url).output();
            assertTrue(both.startsWith("HTTP/1.1 418 "), both);
            assertTrue(both.contains("x-faultline-fault: headers/status"), both);
            assertTrue(both.contains("server-timing: fault;dur=100"), both);
            assertTrue(curl.run("-si", url).output().startsWith("HTTP/1.1 200 "));
            curl.run("-s", "-X", "DELETE", faults);
            assertTrue(curl.run("-si", "-H", abort, "-H", delay, url).output().startsWith("HTTP/1.1 200 "));
            curl.run("-s", "-X", "PUT", faults, "-d", "{}");
            assertTrue(curl.run("-si", "-H", abort, url).output().startsWith("HTTP/1.1 418 "));
        }
    }

    private Service start(List<String> more) throws Exception {
        List<String> settings = new java.util.ArrayList<>(
                List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + control));
        settings.addAll(more);
        return Service.start("error-injector", settings).ready("http://127.0.0.1:" + control + "/q/health/ready");
    }
}
