package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A built service as a process. */
final class Service implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Path LOGS = Path.of("target", "logs");

    /** Below those that the kernel takes for calls, of which there are many here, and above those of the system. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;

    /** No port twice in one run, and two runs on one machine begin at different ones. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % PORTS));

    private final Process process;
    private final Path log;

    private Service(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the service of that module with these properties; its output goes to a file of its own. */
    static Service start(String module, List<String> properties, String... arguments) throws IOException {
        return start(module, Map.of(), properties, arguments);
    }

    /** As {@link #start(String, List, String...)}, with these variables beside those of this process. */
    static Service start(String module, Map<String, String> variables, List<String> properties, String... arguments)
            throws IOException {
        Path log = Files.createTempFile(Files.createDirectories(LOGS), module + "-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command(module, properties, arguments))
                .directory(Demo.ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        return new Service(builder.start(), log);
    }

    /** Returns what starts the service of that module as {@code ./demo} does, which takes half of the processor's time. */
    static List<String> command(String module, List<String> properties, String... arguments) throws IOException {
        Demo.prepare();
        List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=" + System.getProperty("java.home")));
        command.add(launcher(module).toString());
        command.add("-XX:TieredStopAtLevel=1");
        // The input is a pipe of this process': if it is killed, nothing is left.
        command.add("-Ddev.faultline.end-after-input=PT0S");
        properties.forEach(property -> command.add("-D" + property));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Returns what the build has put beside the service of that module. */
    static Path launcher(String module) {
        return Demo.ROOT.resolve(Path.of(module, "target", "quarkus-app", module));
    }

    /** Returns a port that was free a moment ago. */
    static int freePort() {
        return IntStream.generate(() -> FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS))
                .limit(PORTS)
                .filter(Service::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Returns this once the URL answers 200. */
    Service ready(String url) {
        Awaiting.until(() -> {
            assertTrue(process.isAlive(), () -> "ended before " + url + " answered; see " + log);
            return answers(url);
        });
        return this;
    }

    /** Returns the body of the answer. */
    static String get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Sends a request and returns its answer to come. */
    static CompletableFuture<HttpResponse<String>> send(String url) {
        return HTTP.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a request with that body, empty for none, and returns its answer. */
    static HttpResponse<String> call(String method, String url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Lets that time pass, in which the service must not end. */
    void goesOn(Duration time) throws InterruptedException {
        assertFalse(process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS), "it has ended");
    }

    /** Returns what it has printed so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the process itself. */
    Process process() {
        return process;
    }

    private static boolean answers(String url) throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Sends it that signal, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertTrue(code == 0, "it can't be sent " + name);
    }

    /** Sends it SIGTERM. The process itself would end its input too, which leaves it little time. */
    void terminate() {
        assertTrue(process.toHandle().destroy(), "it can't be told to end");
    }

    /** Ends it for good: returned from, it holds no port and writes no file. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
