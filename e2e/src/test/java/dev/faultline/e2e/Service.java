package dev.faultline.e2e;

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
        Path jar = Demo.ROOT.resolve(Path.of(module, "target", "quarkus-app", "quarkus-run.jar"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        properties.forEach(property -> command.add("-D" + property));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(Arrays.asList(arguments));
        return new Service(new ProcessBuilder(command)
                .directory(Demo.ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File("target/" + module + ".log"))
                .start());
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

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
