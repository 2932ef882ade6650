package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A load that three processes send for a fourth, and what becomes of it when one of them goes. */
@Timeout(240)
@Isolated("it takes all processors")
class SendersIT {

    private static final int SENDERS = 3;
    private static final int ROWS = 50_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path files;

    private final List<Integer> ports =
            IntStream.range(0, SENDERS).map(each -> Service.freePort()).boxed().toList();
    private final List<Service> senders = new ArrayList<>();
    /** When the server has got something, and how often each path. */
    private final Queue<Long> times = new ConcurrentLinkedQueue<>();

    private final Map<String, Integer> paths = new ConcurrentHashMap<>();
    private RawServer server;

    @BeforeEach
    void start() throws Exception {
        server = RawServer.start((request, socket) -> {
            times.add(System.nanoTime());
            paths.merge(request.path(), 1, Integer::sum);
            RawServer.write(socket, RawServer.OK);
        });
        // Each arrival has a row of its own, by its number: so the server sees if one is sent twice.
        Files.writeString(
                files.resolve("rows.csv"),
                IntStream.range(0, ROWS).mapToObj(Integer::toString).collect(Collectors.joining("\n", "n\n", "\n")));
        for (int port : ports) {
            senders.add(sender(port));
        }
        for (int i = 0; i < SENDERS; i++) {
            Service unused = senders.get(i).ready("http://127.0.0.1:" + ports.get(i) + "/api/senders");
        }
    }

    private Service sender(int port) throws IOException {
        return Service.start(
                "load-client",
                List.of("faultline.load.bodies=" + files, Attack.PATIENT),
                "sender",
                "--port",
                Integer.toString(port));
    }

    @AfterEach
    void stop() throws IOException {
        senders.forEach(Service::close);
        server.close();
    }

    private String addresses() {
        return "faultline.load.senders="
                + ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    private void signal(Service sender, String name) throws IOException, InterruptedException {
        long pid = sender.process().pid();
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor());
    }

    @Test
    void threeSendTheLoadOfOneThoughOneOfThemLeaves() throws Exception {
        String load = "--target " + server.url()
                + " --rate 400 --arrival poisson --seed 7 --duration 10s --connections 4 --allow-target 127.0.0.1 --json";
        long alone = Attack.run(load).expect(0).json().path("arrivals").asLong();
        assertEquals(alone, server.requests());
        try (Attack attack = Attack.start(List.of(addresses()), List.of(load.split(" ")))) {
            Awaiting.until(() -> server.requests() > alone + 1_200);
            senders.get(1).terminate();
            JsonNode report = attack.end().expect(0).json();
            assertTrue(senders.get(1).process().waitFor(20, TimeUnit.SECONDS));
            assertEquals(alone, report.path("arrivals").asLong(), report::toString);
            assertEquals(alone, report.at("/statuses/200").asLong());
            assertEquals(0, report.path("unaccounted").asLong());
        }
        assertEquals(2 * alone, server.requests());
    }

    @Test
    void aLossIsNoticedNamedAndUndecided() throws Exception {
        int port = Service.freePort();
        String api = "http://127.0.0.1:" + port + "/api/";
        try (Service coordinator = coordinator(port)) {
            Awaiting.until(() -> states(api).equals(List.of("sending", "sending", "sending")));
            assertEquals(
                    201, Service.call("POST", api + "experiments", experiment()).statusCode());
            Awaiting.until(() -> server.requests() > 2_400);
            signal(senders.get(0), "STOP");
            Awaiting.within(Duration.ofSeconds(4), () -> states(api).contains("lost"));
            signal(senders.get(0), "CONT");
            Awaiting.until(() -> !states(api).contains("lost"));
            senders.get(2).process().destroyForcibly().waitFor();
            long killed = System.nanoTime();
            Awaiting.until(() -> Service.get(api + "experiments").contains("\"state\":\"done\""));
            String list = Service.get(api + "experiments");
            assertTrue(list.contains("\"outcome\":\"inconclusive\""), list);
            assertTrue(list.contains("arrivals unaccounted for"), list);
            // Three seconds after its end the others send its part too.
            long from = killed + TimeUnit.SECONDS.toNanos(3);
            long sent = times.stream()
                    .filter(at -> at >= from && at < from + TimeUnit.SECONDS.toNanos(3))
                    .count();
            assertTrue(sent >= 1_140 && sent <= 1_260, sent + " of 1200");
            assertEquals(
                    List.of(),
                    paths.entrySet().stream()
                            .filter(each -> each.getValue() > 1)
                            .toList());
            // Who comes back has its part again.
            senders.set(2, sender(ports.get(2)));
            Awaiting.until(() -> states(api).equals(List.of("sending", "sending", "sending")));
            assertTrue(coordinator.process().isAlive());
        }
    }

    @Test
    void withoutTheCoordinatorTheyFallSilent() throws Exception {
        int port = Service.freePort();
        String api = "http://127.0.0.1:" + port + "/api/";
        try (Service coordinator = coordinator(port)) {
            Awaiting.until(() -> states(api).equals(List.of("sending", "sending", "sending")));
            String plan = "{\"target\":\"" + server.url() + "\",\"rate\":400}";
            assertEquals(200, Service.call("PUT", api + "load", plan).statusCode());
            Awaiting.until(() -> server.requests() > 800);
            // They take what they send from nobody else.
            HttpResponse<String> refused = Service.call("PUT", "http://127.0.0.1:" + ports.get(0) + "/api/load", plan);
            assertEquals(409, refused.statusCode());
            assertTrue(refused.body().contains("this process is a sender: its coordinator "), refused::body);
            coordinator.process().destroyForcibly().waitFor();
        }
        long killed = System.nanoTime();
        senders.get(0).goesOn(Duration.ofSeconds(5));
        long last = times.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertTrue(last - killed < TimeUnit.SECONDS.toNanos(3), () -> "silent after " + (last - killed) / 1e9 + " s");
        // Another one finds them ready.
        try (Service next = coordinator(port)) {
            Awaiting.until(() -> states(api).equals(List.of("sending", "sending", "sending")));
            assertTrue(next.process().isAlive());
        }
    }

    private Service coordinator(int port) throws IOException {
        return Service.start(
                        "load-client",
                        List.of(
                                "quarkus.http.port=" + port,
                                "quarkus.management.port=" + Service.freePort(),
                                "faultline.load.bodies=" + files,
                                "faultline.reports.directory=" + files.resolve("reports"),
                                addresses()))
                .ready("http://127.0.0.1:" + port + "/api/senders");
    }

    private static List<String> states(String api) throws IOException, InterruptedException {
        List<String> states = new ArrayList<>();
        JSON.readTree(Service.get(api + "senders"))
                .path("senders")
                .forEach(each -> states.add(each.path("state").asText()));
        return states;
    }

    private String experiment() {
        return """
                title: a sender dies
                hypothesis: [success_rate >= 90%]
                load:
                  target: SERVER
                  rate: 400
                  seed: 3
                  feed: {file: rows.csv}
                  requests: [{path: "/#{n}"}]
                warmup: 1s
                baseline: {duration: 2s}
                method:
                  - hold: 14s
                verify: {duration: 1s}
                """.replace("SERVER", server.url());
    }
}
