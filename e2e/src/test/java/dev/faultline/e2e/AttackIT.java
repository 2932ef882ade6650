package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code attack}: its options, what it prints and how it ends. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class AttackIT {

    private static final List<String> FIGURES = List.of("samples", "mean", "p50", "p90", "p95", "p99", "p999", "max");

    @TempDir
    Path files;

    @Test
    void theContractOfFlagsAndFigures() throws Exception {
        try (RawServer server = RawServer.answering();
                ServerSocket api = taken(8080);
                ServerSocket management = taken(9000)) {
            JsonNode figures = Attack.run("--target " + server.url() + " --rate 200 --duration 2s --connections 8"
                            + " --max-in-flight 500 --timeout 5s --arrival constant --json")
                    .expect(0)
                    .json();
            assertTrue(api.isBound() && management.isBound());
            assertEquals(400, figures.at("/classes/ok").asInt(), figures::toString);
            assertEquals(1, figures.get("classes").size(), figures::toString);
            assertEquals(400, server.requests());
            assertTrue(server.connections() <= 8);
            assertEquals(200.0, figures.get("rate").asDouble());
            assertEquals(2.0, figures.get("seconds").asDouble());
            assertEquals(400, figures.at("/arrivals").asInt());
            assertEquals(server.url(), figures.at("/plan/target").asText());
            assertEquals(8, figures.at("/plan/connections").asInt());
            for (String times : List.of("latency", "service", "lag")) {
                List<String> names = new ArrayList<>();
                figures.get(times).fieldNames().forEachRemaining(names::add);
                assertEquals(FIGURES, names);
                assertTrue(figures.get(times).get("max").isNumber());
            }
            assertFalse(figures.has("checks"));
        }
    }

    @ParameterizedTest(name = "{0} ends with {1}: {2}")
    @CsvSource({
        "success_rate >= 50%, 0, holds",
        "success_rate < 50%, 99, does not hold",
        "success_rate >= 99.9%, 98, is undecided",
    })
    void thresholdsDecideTheExitCode(String threshold, int code, String because) throws Exception {
        try (RawServer server = RawServer.answering();
                Attack attack = Attack.start(
                        List.of(Attack.PATIENT),
                        List.of(
                                "--target",
                                server.url(),
                                "--rate=100",
                                "--duration=1s",
                                "--json",
                                "--threshold",
                                threshold))) {
            JsonNode check = attack.end().expect(code).json().at("/checks/0");
            assertEquals(threshold, check.get("threshold").asText());
            assertTrue(check.get("because").asText().contains(because), check::toString);
        }
    }

    @Test
    void theTableIsForPeople() throws Exception {
        try (RawServer server = RawServer.answering()) {
            String out = Attack.run(
                            "--target " + server.url() + " --arrival poisson --rate 100 --duration 3s --warmup 1s")
                    .expect(0)
                    .out();
            assertTrue(out.contains("\nrate      100.0/s asked, "), out);
            assertTrue(out.startsWith("100/s to " + server.url() + " for 3s\n"), out);
            assertTrue(out.contains(" load "), out);
            assertTrue(out.contains("\nlatency "), out);
            assertTrue(out.contains("\nanswered  backend 100.0%\n"), out);
            String table = out.substring(0, out.indexOf("answered "));
            assertTrue(table.lines().allMatch(line -> line.length() <= 80), out);
            assertFalse(out.contains("\u001b"), "what is no terminal gets no control characters");
        }
    }

    @Test
    void whatIsSentIsWhatWasAskedFor() throws Exception {
        BlockingQueue<RawServer.Request> seen = new LinkedBlockingQueue<>();
        Path body = Files.writeString(files.resolve("body.json"), "{\"a\": 1}");
        Path plan = Files.writeString(
                files.resolve("plan.yaml"), "target: http://localhost:1/\nrate: 5\nduration: 1h\nmaxInFlight: 7\n");
        try (RawServer server = RawServer.start((request, socket) -> {
                    seen.add(request);
                    RawServer.write(socket, RawServer.OK);
                });
                Attack attack = Attack.start(
                        List.of(Attack.PATIENT),
                        List.of(
                                "--plan",
                                plan.toString(),
                                "--target",
                                server.url() + "path?q=1",
                                "--duration",
                                "1s",
                                "--method",
                                "PUT",
                                "--header",
                                "X-One: 1",
                                "--header",
                                "X-Two:  two words",
                                "--body-file",
                                body.toString(),
                                "--json"))) {
            JsonNode figures = attack.end().expect(0).json();
            assertEquals(5, figures.get("samples").asInt(), figures::toString);
            assertEquals(7, figures.at("/plan/maxInFlight").asInt());
            RawServer.Request request = seen.take();
            assertTrue(request.head().startsWith("PUT /path?q=1 HTTP/1.1\r\n"), request.head());
            assertTrue(request.head().contains("X-One: 1\r\n"), request.head());
            assertTrue(request.head().contains("X-Two: two words\r\n"), request.head());
            assertEquals("{\"a\": 1}", request.body());
        }
    }

    /** A dead service refuses within a millisecond, and is not fast. */
    @ParameterizedTest
    @ValueSource(strings = {"p95<500ms", "p50 < 10s", "max < 1h", "avg < 1h", "http_req_duration: p(95)<500"})
    void aClosedPortMeetsNoLatency(String threshold) throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        List<String> arguments = new ArrayList<>(
                List.of(("--target http://127.0.0.1:" + closed + "/ --rate 100 --duration 1s --json").split(" ")));
        arguments.addAll(List.of("--threshold", threshold));
        try (Attack attack = Attack.start(List.of(Attack.PATIENT), arguments)) {
            Attack.Result result = attack.end().expect(99);
            JsonNode figures = result.json();
            assertEquals(100, figures.at("/classes/refused").asInt(), figures::toString);
            assertEquals("{\"samples\":0}", figures.get("latency").toString());
            assertEquals("violated", figures.at("/checks/0/ruling").asText());
            assertTrue(figures.at("/checks/0/measured/value").isNull(), figures::toString);
            assertFalse(result.out().matches("(?s).*(Infinity|NaN|unbounded).*"), figures::toString);
        }
    }

    @Test
    void theFilesHoldWhatTheFiguresSay() throws Exception {
        Path hlog = files.resolve("x.hlog");
        Path hgrm = files.resolve("x.hgrm");
        Path csv = files.resolve("x.csv");
        try (RawServer server = RawServer.start((request, socket) ->
                RawServer.write(socket, request.number() % 10 == 0 ? RawServer.answer("503 No", "") : RawServer.OK))) {
            JsonNode figures = Attack.run("--target " + server.url() + " --rate 300 --duration 2s --json --hlog " + hlog
                            + " --hgrm " + hgrm + " --csv " + csv)
                    .expect(0)
                    .json();
            Histogram all = new Histogram(3);
            long failed = 0;
            try (HistogramLogReader reader = new HistogramLogReader(hlog.toFile())) {
                while (reader.hasNext()) {
                    EncodableHistogram next = reader.nextIntervalHistogram();
                    all.add((Histogram) next);
                    failed += "http-5xx".equals(next.getTag()) ? ((Histogram) next).getTotalCount() : 0;
                }
            }
            assertEquals(600, all.getTotalCount());
            assertEquals(server.requests() / 10, failed);
            assertEquals(failed, figures.at("/classes/http-5xx").asLong());
            double p99 = all.getValueAtPercentile(99) / 1e6;
            assertEquals(figures.at("/latency/p99").asDouble(), p99, 0.001);
            List<String> rows = Files.readAllLines(csv);
            int samples = List.of(rows.get(0).split(",", -1)).indexOf("samples");
            assertEquals(
                    600,
                    rows.stream()
                            .skip(1)
                            .mapToInt(row -> Integer.parseInt(row.split(",", -1)[samples]))
                            .sum());
            assertTrue(Files.readString(hgrm).contains("Total count    =          600"), Files.readString(hgrm));
        }
    }

    @Test
    void aSignalEndsItWithTheFiguresSoFar() throws Exception {
        try (RawServer server = RawServer.answering();
                Attack bounded = Attack.start("--target " + server.url() + " --rate 50 --duration 10m --json");
                Attack endless = Attack.start("--target " + server.url() + "endless --rate 50 --json")) {
            while (server.requests("/") < 20 || server.requests("/endless") < 20) {
                bounded.goesOn(Duration.ofMillis(10));
            }
            // Not INT, which shells have their background jobs ignore, and the tests of such a job.
            bounded.signal("TERM");
            endless.signal("TERM");
            JsonNode aborted = bounded.end().expect(105).json();
            assertEquals("stopped by a signal", aborted.get("aborted").asText());
            assertEquals(server.requests("/"), aborted.at("/classes/ok").asLong());
            JsonNode normal = endless.end().expect(0).json();
            assertFalse(normal.has("aborted"));
            assertEquals(server.requests("/endless"), normal.at("/classes/ok").asLong());
        }
    }

    @Test
    void itEndsWhenNobodyReadsWhatItPrints() throws Exception {
        try (RawServer server = RawServer.answering()) {
            Process attack = new ProcessBuilder(Service.command(
                            "load-client", List.of(), "attack", "--target", server.url(), "--rate", "50"))
                    .redirectError(files.resolve("err").toFile())
                    .start();
            try {
                // As of attack | head -1.
                try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(attack.getInputStream(), StandardCharsets.UTF_8))) {
                    assertEquals("50/s to " + server.url() + " until stopped (Ctrl-C)", out.readLine());
                }
                assertTrue(attack.waitFor(60, TimeUnit.SECONDS), "it goes on");
                assertEquals(105, attack.exitValue());
            } finally {
                attack.destroyForcibly();
            }
            assertEquals(
                    "aborted: stopped since nobody reads what it prints",
                    Files.readString(files.resolve("err")).strip());
        }
    }

    @Test
    void aClosedLoopSaysWhatItHides() throws Exception {
        try (RawServer server = RawServer.answering()) {
            String out = Attack.run("--target " + server.url() + " --concurrency 2 --duration 1s")
                    .expect(0)
                    .out();
            assertTrue(out.contains("closed loop: "), out);
            assertTrue(out.contains("2 callers, "), out);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 0 | --rate must be from 0.001 to 1000000, was 0",
                "--rate many | '--rate must be a number of arrivals a second, or such as 5/s or 100/1m, was \"many\"'",
                "--rate 5 --duration soon | '--duration must be a duration such as 80ms, 1.5s, 10m or PT10M, was \"soon\"'",
                "--rate 5 --connections 1.5 | --connections must be a whole number, was 1.5",
                "--rate 5 --connections 0 | --connections must be from 1 to 10000, was 0",
                "--rate 5 --timeout 1h | --timeout must be from 1ms to 10m, was 1h",
                "--rate 5 --arrival burst | --arrival must be one of constant, poisson",
                "--rate 5 --header nothing | '--header must be written as NAME: VALUE, was a value that is not shown'",
                "--rate 5 --body x --body-file y | --body-file must not be given with body",
                "--rate 5 --grpc a.B/C | --protocol must be h2c for gRPC",
                "--rate 5 --retries 0 --backoff 1s | --retries must be at least 1 with a budget or a backoff, was 0",
                "--rate 5 --backoff 1s | --backoff must come with --retries",
                "--rate 5 --max-lag abc | --max-lag must be a duration such as 80ms",
                "--rate 5 --allow-target ??? | --allow-target must be service-names, a name such as",
                "--rate 5 --retries 1 --retry-budget 200% | --retry-budget must be from 0 to 100, was 200",
                "--rate 5 --threshold p99 | '--threshold must be a threshold such as'",
                "--rate 5 --warmup -1s | --warmup must be from 0s to 1d, was -1s",
                "--rate 5 --plan nowhere.yaml | --plan must be a file that is there, was nowhere.yaml",
                "--rate 5 --hlog nowhere/x | --hlog must be a file that can be written, was nowhere/x",
                "--stages 5 | --stages must be stages such as 50:10s",
                "--stages 50:soon | --stages",
                "--rate 60000 | --rate must ask for at most 50000 arrivals a second",
                "--rte 5 | 'Unknown options: ''--rte'', ''5'''",
            })
    void badInputIsOneLine(String arguments, String complaint) throws Exception {
        Attack.Result result =
                Attack.run("--target http://127.0.0.1:9/ " + arguments).expect(104);
        assertTrue(result.err().startsWith(complaint), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertEquals("", result.out());
    }

    private static ServerSocket taken(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(port));
        } catch (BindException alreadyTaken) {
            socket.bind(null);
        }
        return socket;
    }

    /** Each request is counted at the server, by TLS too; who is not trusted gets none. */
    @Test
    void aTargetIsReachedByTlsIfItsCertificateIsTrusted(@TempDir Path directory) throws Exception {
        Identity identity = Identity.make(directory, "attack");
        // What stalls is not before the tenth second of the server.
        try (StallServer server = new StallServer(Duration.ofSeconds(10), identity.context())) {
            String load = "--target " + server.url() + " --rate 100 --duration 1s --connections 4 --json ";
            JsonNode trusting =
                    Attack.run(load + "--ca " + identity.file(".crt")).expect(0).json();
            assertEquals(100, trusting.at("/classes/ok").asInt(), trusting::toString);
            assertEquals(100, server.requests());
            int handshakes = trusting.at("/tlsHandshake/count").asInt();
            assertTrue(handshakes >= 1 && handshakes <= 4, trusting::toString);
            assertTrue(trusting.path("insecure").isMissingNode());
        }
        try (StallServer server = new StallServer(Duration.ofSeconds(10), identity.context())) {
            String load = "--target " + server.url() + " --rate 100 --duration 1s --json";
            JsonNode stranger = Attack.run(load).expect(0).json();
            assertEquals(100, stranger.at("/classes/tls").asInt(), stranger::toString);
            assertEquals(100, stranger.at("/tls/failures/self-signed").asInt(), stranger::toString);
            assertEquals(0, server.requests());
            Attack.Result insecure = Attack.run(load + " --insecure").expect(0);
            assertEquals(100, insecure.json().at("/classes/ok").asInt(), insecure::out);
            assertTrue(insecure.json().path("insecure").asBoolean(), insecure::out);
            assertTrue(insecure.err().contains("insecure: no certificate was checked"), insecure::err);
        }
    }
}
