package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A built service as a process. */
final class Service implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;

    private Service(Process process) {
        this.process = process;
    }

    /** Starts the service of that module with these properties; its output goes to a file in {@code target}. */
    static Service start(String module, List<String> properties, String... arguments) throws IOException {
        return new Service(new ProcessBuilder(command(module, properties, arguments))
                .directory(Demo.ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File("target/" + module + ".log"))
                .start());
    }

    /** Returns what starts the service of that module. */
    static List<String> command(String module, List<String> properties, String... arguments) {
        Path jar = Demo.ROOT.resolve(Path.of(module, "target", "quarkus-app", "quarkus-run.jar"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        properties.forEach(property -> command.add("-D" + property));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Returns a port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns this once the URL answers 200. */
    Service ready(String url) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers(url)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new AssertionError(url + " does not answer; alive: " + process.isAlive());
            }
            Thread.onSpinWait();
        }
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

    /** Ends it for good: returned from, it holds no port and writes no file. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
