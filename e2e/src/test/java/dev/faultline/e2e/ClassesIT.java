package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every class of result is reached by a server, or by the lack of one, and holds exactly what happened. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ClassesIT {

    private static final Map<String, String> CLASS_OF_PATH = Map.of(
            "/ok", "ok",
            "/404", "http-4xx",
            "/500", "http-5xx",
            "/unexpected", "unexpected",
            "/injected", "injected",
            "/proxy", "proxy",
            "/reset", "reset",
            "/close", "close",
            "/truncated", "truncated",
            "/hang", "timeout");

    @TempDir
    Path files;

    @Test
    void whatTheServerDoesIsTheClass() throws Exception {
        StringBuilder plan =
                new StringBuilder("rate: 200\nduration: 3s\ntimeout: 4s\nconnections: 500\nseed: 7\nrequests:\n");
        CLASS_OF_PATH
                .keySet()
                .forEach(path -> plan.append("- {path: ")
                        .append(path)
                        .append(path.equals("/unexpected") ? ", expect: {body: {contains: what nobody says}}" : "")
                        .append("}\n"));
        Path file = Files.writeString(files.resolve("mix.yaml"), plan);
        try (RawServer server = RawServer.start(ClassesIT::misbehave)) {
            JsonNode figures = Attack.run("--plan " + file + " --target " + server.url() + " --json")
                    .expect(0)
                    .json();
            JsonNode classes = figures.get("classes");
            assertEquals(600, server.requests());
            for (Map.Entry<String, String> each : CLASS_OF_PATH.entrySet()) {
                long seen = server.requests(each.getKey());
                assertTrue(seen > 0, each::getKey);
                assertEquals(seen, classes.path(each.getValue()).asLong(), () -> each + " of " + classes);
                JsonNode named = figures.path("byName").path("GET " + each.getKey());
                assertEquals(seen, named.path("samples").asLong(), figures::toString);
                assertEquals(seen, named.path("classes").path(each.getValue()).asLong(), figures::toString);
            }
            assertEquals(server.requests("/404"), figures.at("/statuses/404").asLong(), figures::toString);
            assertEquals(server.requests("/500"), figures.at("/statuses/500").asLong(), figures::toString);
            assertEquals(server.requests("/proxy"), figures.at("/statuses/502").asLong(), figures::toString);
        }
    }

    private static void misbehave(RawServer.Request request, Socket socket) throws IOException {
        switch (request.path()) {
            case "/ok", "/unexpected" -> RawServer.write(socket, RawServer.OK);
            case "/404" -> RawServer.write(socket, RawServer.answer("404 Not Found", ""));
            case "/500" -> RawServer.write(socket, RawServer.answer("500 Broken", ""));
            case "/injected" -> RawServer.write(socket, RawServer.answer("200 OK", "x-faultline-fault: a/status\r\n"));
            case "/proxy" -> RawServer.write(socket, RawServer.answer("502 Bad", "l5d-proxy-error: refused\r\n"));
            case "/reset" -> RawServer.reset(socket);
            case "/close" -> socket.close();
            case "/truncated" -> {
                RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
                socket.close();
            }
            case "/hang" -> assertEquals(-1, socket.getInputStream().read(), "the client gives up and closes");
            default -> throw new AssertionError(request.path());
        }
    }

    @Test
    void everyTwentiethThatIsClosedOnShowsAndIsNotSentAgain() throws Exception {
        try (RawServer server = RawServer.start((request, socket) -> {
            if (request.number() % 20 == 0) {
                socket.close();
            } else {
                RawServer.write(socket, RawServer.OK);
            }
        })) {
            JsonNode figures = Attack.run("--target " + server.url() + " --rate 400 --duration 3s --json")
                    .expect(0)
                    .json();
            assertEquals(1_200, server.requests(), "no attempt but those that were due");
            assertEquals(1_140, figures.at("/classes/ok").asInt(), figures::toString);
            assertEquals(60, figures.at("/classes/close").asInt(), figures::toString);
        }
    }

    @Test
    void aServerThatHangsToTheEndYieldsTimeouts() throws Exception {
        try (RawServer server = RawServer.start((request, socket) -> {
            if (request.number() <= 50) {
                RawServer.write(socket, RawServer.OK);
            }
        })) {
            JsonNode figures = Attack.run("--target " + server.url()
                            + " --rate 100 --duration 2s --timeout 3s --connections 500 --json")
                    .expect(0)
                    .json();
            assertEquals(50, figures.at("/classes/ok").asInt(), figures::toString);
            assertEquals(150, figures.at("/classes/timeout").asInt(), figures::toString);
            assertEquals(50, figures.at("/latency/samples").asInt(), figures::toString);
            assertTrue(figures.at("/latency/max").asDouble() < 3_000, figures::toString);
        }
    }

    @Test
    void whatCannotBeSentIsShed() throws Exception {
        try (RawServer server = RawServer.start((request, socket) -> {})) {
            JsonNode figures = Attack.run("--target " + server.url()
                            + " --rate 100 --duration 1s --timeout 5s --max-in-flight 10 --json")
                    .expect(0)
                    .json();
            assertEquals(10, figures.at("/classes/timeout").asInt(), figures::toString);
            assertEquals(90, figures.at("/classes/shed").asInt(), figures::toString);
            assertEquals(90, figures.at("/shed/full").asInt(), figures::toString);
            assertEquals(10, server.requests());
        }
    }

    @Test
    void itStartsWhileTheTargetIsDownAndGoesOnWhenItIsUp() throws Exception {
        int port = Service.freePort();
        try (Attack attack =
                Attack.start("--target http://127.0.0.1:" + port + "/ --rate 50 --duration 6s --log-interval 1s")) {
            while (!attack.printed().contains(" load ")) {
                attack.goesOn(Duration.ofMillis(10));
            }
            try (RawServer server = RawServer.start(port, (request, socket) -> RawServer.write(socket, RawServer.OK))) {
                String out = attack.end().expect(0).out();
                String classes = out.lines()
                        .filter(line -> line.startsWith("classes "))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(out));
                assertTrue(classes.contains("ok " + server.requests()), out);
                assertTrue(classes.contains("refused " + (300 - server.requests())), out);
                assertTrue(server.requests() > 50, out);
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a full backlog is refused or let in")
    void aHostThatDoesNotTakeConnectionsIsAConnectTimeout() throws Exception {
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            boolean free = true;
            while (free) {
                Socket socket = new Socket();
                filling.add(socket);
                free = connects(socket, full.getLocalPort());
            }
            JsonNode figures = Attack.run("--target http://127.0.0.1:" + full.getLocalPort()
                            + "/ --rate 20 --duration 1s --timeout 500ms --json")
                    .expect(0)
                    .json();
            assertEquals(20, figures.at("/classes/connect-timeout").asInt(), figures::toString);
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    private static boolean connects(Socket socket, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 300);
            return true;
        } catch (SocketTimeoutException full) {
            return false;
        }
    }

    @Test
    void aNameThatNobodyKnowsIsDns() throws Exception {
        // RFC 6761 keeps the name from ever being one; without a network there is no answer either.
        JsonNode figures = Attack.run("--target http://nobody.invalid/ --allow-target nobody.invalid --rate 20"
                        + " --duration 1s --timeout 10s --json")
                .expect(0)
                .json();
        assertEquals(20, figures.at("/classes/dns").asInt(), figures::toString);
    }
}
