package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The services one by one, as they are started without {@code ./demo}, tried with clients that are not ours. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ServicesIT {

    private final int traffic = Service.freePort();
    private final int control = Service.freePort();
    private final String url = "http://127.0.0.1:" + traffic + "/any/path";
    private final String faults = "http://127.0.0.1:" + control + "/api/faults";

    @TempDir
    Path directory;

    private Service injector() throws Exception {
        return Service.start(
                        "error-injector", List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + control))
                .ready("http://127.0.0.1:" + control + "/q/health/ready");
    }

    @Test
    void curlSeesTheFaultsOverBothProtocols() throws Exception {
        Tool curl = new Tool("curl");
        try (Service injector = injector()) {
            assertTrue(injector.process().isAlive());
            assertTrue(curl.run("-si", url).output().startsWith("HTTP/1.1 500 "));
            assertTrue(curl.run("-s", "-X", "PUT", faults, "-d", "status=418", "-d", "delay=200ms", "-d", "ttl=5m")
                    .output()
                    .contains("\"expiresAt\""));
            String slow = curl.run("-si", "--http2-prior-knowledge", "-w", "took %{time_total}", url)
                    .output();
            assertTrue(slow.startsWith("HTTP/2 418"), slow);
            assertTrue(slow.contains("x-faultline-fault: rule-1/status"), slow);
            assertTrue(slow.contains("server-timing: fault;dur=200"), slow);
            assertTrue(Double.parseDouble(slow.substring(slow.indexOf("took ") + 5)) >= 0.2, slow);
            String refused =
                    curl.run("-s", "-X", "PUT", faults, "-d", "status=700").output();
            assertTrue(refused.contains("\"field\":\"status\""), refused);
            curl.run("-s", "-X", "DELETE", faults);
            assertTrue(curl.run("-si", "--http2", "-X", "POST", "-d", "body", url)
                    .output()
                    .contains("HTTP/2 200"));
        }
    }

    @Test
    void nghttpSeesTheAnswerOnTheWire() throws Exception {
        Tool nghttp = new Tool("nghttp");
        try (Service injector = injector()) {
            assertTrue(injector.process().isAlive());
            String frames = nghttp.run("-v", "-n", url).output();
            assertTrue(frames.contains(":status: 500"), frames);
            assertTrue(frames.contains("x-faultline-fault: default/status"), frames);
        }
    }

    @Test
    void aClientThatIsTerminatedPutsTheFaultsBack() throws Exception {
        int management = Service.freePort();
        int backend = Service.freePort();
        try (Service injector = injector();
                Service server = Service.start(
                        "demo-backend",
                        List.of("quarkus.http.port=" + backend, "quarkus.management.port=" + management))) {
            assertTrue(injector.process().isAlive());
            server.ready("http://127.0.0.1:" + backend + "/");
            String before = Service.get(faults);
            try (Service client = Service.start(
                    "load-client",
                    List.of(
                            "quarkus.http.port=0",
                            "quarkus.management.port=0",
                            "faultline.split.addresses=demo-backend=127.0.0.1:" + backend + ",error-injector=127.0.0.1:"
                                    + traffic,
                            "faultline.injector.control=http://127.0.0.1:" + control,
                            "faultline.reports.directory=" + directory,
                            Attack.PATIENT),
                    "run",
                    "experiments/faulty-traffic.yaml",
                    "--set",
                    "duration=3s")) {
                Awaiting.until(() -> {
                    assertTrue(client.process().isAlive(), client::log);
                    return !Service.get(faults).equals(before);
                });
                client.terminate();
                assertTrue(client.process().waitFor(60, TimeUnit.SECONDS));
                assertEquals(105, client.process().exitValue());
            }
            assertEquals(before, Service.get(faults));
        }
    }

    @Test
    void aBackendThatIsTerminatedFinishesWhatIsInFlight() throws Exception {
        String site = "http://127.0.0.1:" + traffic + "/";
        try (Service backend = Service.start(
                "demo-backend",
                List.of(
                        "quarkus.http.port=" + traffic,
                        "quarkus.management.port=" + control,
                        "faultline.backend.service-time=fixed:3s"))) {
            backend.ready(site + "server-status?auto");
            CompletableFuture<HttpResponse<String>> answer = Service.send(site);
            // The one that asks is busy too.
            Awaiting.until(() -> Service.get(site + "server-status?auto").contains("BusyWorkers: 2"));
            backend.terminate();
            assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
            assertTrue(backend.process().waitFor(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void theBackendIsTheHealthySideOfGrpcToo() throws Exception {
        String site = "http://127.0.0.1:" + traffic + "/";
        try (Service backend = Service.start(
                "demo-backend", List.of("quarkus.http.port=" + traffic, "quarkus.management.port=" + control))) {
            backend.ready(site);
            String load = "--target " + site + " --protocol h2c --rate 100 --duration 1s --json --grpc ";
            JsonNode healthy =
                    Attack.run(load + "grpc.health.v1.Health/Check").expect(0).json();
            assertEquals("{\"ok\":100}", healthy.get("classes").toString());
            JsonNode unknown = Attack.run(load + "shop.Cart/Add").expect(0).json();
            assertEquals("{\"http-4xx\":100}", unknown.get("classes").toString());
        }
    }

    @Test
    void anInjectorThatIsTerminatedAnswersWhatItHoldsBack() throws Exception {
        Path plan = Files.writeString(
                directory.resolve("plan.json"), "{\"rules\":[{\"delay\":{\"type\":\"fixed\",\"value\":\"5m\"}}]}");
        try (Service injector = Service.start(
                "error-injector",
                List.of(
                        "faultline.injector.port=" + traffic,
                        "quarkus.http.port=" + control,
                        "faultline.injector.plan=" + plan))) {
            String management = "http://127.0.0.1:" + control + "/q/";
            injector.ready(management + "health/ready");
            CompletableFuture<HttpResponse<String>> answer = Service.send(url);
            Awaiting.until(() -> Service.get(management + "metrics").contains("faultline_active_faults 1.0"));
            injector.terminate();
            assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
            assertTrue(injector.process().waitFor(30, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource({
        "error-injector, faultline.injector.plan=pom.xml, is not a fault plan: the document must be well formed",
        "error-injector, faultline.injector.plan=nowhere.json, cannot read nowhere.json",
        "error-injector, 'faultline.injector.plan={\"seed\":\"x\"}', is not a fault plan: seed must be a whole number",
        "error-injector, faultline.injector.plan=preset:none, is not a fault plan: preset must be one of linkerd-500",
        "error-injector, faultline.injector.plan=status=700, is not a fault plan: status must be from 200 to 599",
        "error-injector, faultline.injector.header-faults.abort-percentage=101, must be from 0 to 100",
        "demo-backend, faultline.backend.root=nowhere, 'faultline.backend.root must be a directory'",
        "demo-backend, faultline.backend.service-time=fixed:-1s, faultline.backend.service-time",
        "load-client, faultline.split.manifest=pom.xml, 'faultline.split.manifest: pom.xml: '",
        "load-client, faultline.split.manifest=nowhere.yaml, faultline.split.manifest: nowhere.yaml can't be read",
    })
    void aBadSettingIsOneLine(String module, String setting, String complaint) throws Exception {
        String free = module.equals("error-injector") ? "faultline.injector.port=0" : "quarkus.management.port=0";
        List<String> settings = List.of("quarkus.http.port=0", free, "quarkus.log.level=WARN", setting);
        String log = complaint(module, settings);
        assertTrue(log.contains(complaint), log);
    }

    /** A port is opened only if asked; one that is taken, or a bad setting, is bad input to a command. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "run experiments/faulty-traffic.yaml --serve, quarkus.management.port=0, port PORT is in use by another process",
        "run nowhere.yaml --serve, quarkus.management.port=0, nowhere.yaml: there is no such file",
        "run experiments/faulty-traffic.yaml, faultline.split.manifest=pom.xml, 'faultline.split.manifest: pom.xml: '",
        "attack --target http://127.0.0.1:9/ --rate 5 --serve, quarkus.management.port=0, port PORT is in use",
        "run experiments/faulty-traffic.yaml --set no=1, quarkus.management.port=0, experiments/faulty-traffic.yaml: ",
    })
    void aCommandThatCannotBeginIsOneLineAndBadInput(String command, String setting, String complaint)
            throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            List<String> settings = List.of("quarkus.http.port=" + port, setting);
            try (Service service = Service.start("load-client", settings, command.split(" "))) {
                assertTrue(service.process().waitFor(60, TimeUnit.SECONDS));
                assertEquals(104, service.process().exitValue(), service::log);
                assertEquals(1, service.log().lines().count(), service::log);
                assertTrue(service.log().startsWith(complaint.replace("PORT", port)), service::log);
            }
        }
    }

    /** Returns the only line that a service prints which can't start. */
    private static String complaint(String module, List<String> settings) throws Exception {
        try (Service service = Service.start(module, settings)) {
            assertTrue(service.process().waitFor(60, TimeUnit.SECONDS));
            assertEquals(1, service.process().exitValue(), service::log);
            assertEquals(1, service.log().lines().count(), service::log);
            return service.log();
        }
    }

    @Test
    void onePortForBothIsRefused() throws Exception {
        List<String> ports =
                List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + traffic, "quarkus.log.level=WARN");
        String log = complaint("error-injector", ports);
        assertTrue(log.contains("must differ, both are " + traffic), log);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "error-injector, faultline.injector.port, faultline.injector.port",
        "error-injector, quarkus.http.port, quarkus.http.port",
        "demo-backend, quarkus.http.port, quarkus.http.port",
        "demo-backend, quarkus.management.port, quarkus.management.port",
        "load-client, quarkus.http.port, quarkus.http.port",
        "load-client, quarkus.management.port, quarkus.management.port",
    })
    void aTakenPortIsOneLine(String module, String property, String named) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            List<String> ports = List.of(
                    module.equals("error-injector") ? "faultline.injector.port=0" : "quarkus.log.level=WARN",
                    "quarkus.http.host=127.0.0.1",
                    "quarkus.http.port=0",
                    module.equals("error-injector") ? "quarkus.log.level=WARN" : "quarkus.management.port=0",
                    property + "=" + taken.getLocalPort());
            String log = complaint(module, ports);
            assertTrue(log.contains(Integer.toString(taken.getLocalPort())) && log.contains(named), log);
        }
    }
}
