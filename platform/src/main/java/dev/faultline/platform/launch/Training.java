package dev.faultline.platform.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has a service do for some seconds what is asked of it at first, so that its JVM writes down what it has loaded for that: an AOT
 * cache from JDK 25 on, an archive of classes before. The launcher beside the packaged service runs this once and starts it
 * by that from then on. Stands on the JDK alone; the service that it starts does not outlive it.
 */
public final class Training {

    private static final Duration ONE_ANSWER = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** How long a service may take to start, or to end and to write: on a busy machine that takes a while. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int NO_ANSWER = 0;

    /** Enough for the first compiler to have had a look at what a request runs through. */
    private static final int REQUESTS = 100;

    /** What a process needs of its surroundings. Settings of the service must not get into a training: it may be a load. */
    private static final Set<String> KEPT = Set.of("HOME", "LANG", "PATH", "TMPDIR");

    private final Path jar;
    private final Service service;
    private final Path work;
    private final Path made;
    private final Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    private Training(Path jar, Service service, Path work) {
        this.jar = jar;
        this.service = service;
        this.work = work;
        this.made = work.resolve("archive");
    }

    /**
     * Makes an archive, or ends with 1 and leaves what is there.
     *
     * @param args the packaged service, its name, the file to make, and the flags of the JVM that it is for
     */
    public static void main(String... args) throws IOException, InterruptedException {
        Path archive = Path.of(args[2]);
        // Beside the file it is to become: only there it can take its place in one step.
        Path work = Files.createTempDirectory(archive.getParent(), "training");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(work)));
        Training training = new Training(Path.of(args[0]), Service.named(args[1]), work);
        List<String> flags = Arrays.asList(args).subList(3, args.length);
        boolean made = training.make(flags);
        if (!made) {
            // Somebody else may have taken a port that was free.
            made = training.make(flags);
        }
        if (!made) {
            System.exit(1);
        }
        Files.move(training.made, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean make(List<String> flags) throws IOException, InterruptedException {
        boolean aot = Runtime.version().feature() >= 25;
        int traffic = freePort();
        int control = freePort();
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(flags);
        command.add((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + made);
        command.add("-D" + Demo.END_AFTER_INPUT + "=" + Duration.ZERO);
        for (String prefix : List.of("quarkus.http", "quarkus.management", service.traffic)) {
            command.add("-D" + prefix + ".host=127.0.0.1");
        }
        command.add("-Dquarkus.management.port=" + control);
        command.add("-D" + service.traffic + ".port=" + traffic);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(service.arguments(control));
        Process process = start(command);
        try {
            if (!isReady(process, control)) {
                return false;
            }
            visit(traffic, control);
            if (service.loadsItself) {
                process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } else {
                // The process itself would end the input, too.
                process.toHandle().destroy();
            }
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && isUsable(flags, aot);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().keySet().retainAll(KEPT);
        return builder.start();
    }

    /** Asks the JVM where a refusal is an error. */
    private boolean isUsable(List<String> flags, boolean aot) throws IOException, InterruptedException {
        if (Files.notExists(made)) {
            return false;
        }
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(flags);
        command.addAll(
                aot
                        ? List.of("-XX:AOTCache=" + made, "-XX:AOTMode=on")
                        : List.of("-XX:SharedArchiveFile=" + made, "-Xshare:on"));
        command.addAll(List.of("-cp", jar.toString(), "-version"));
        Process process = start(command);
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isReady(Process process, int control) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            if (status(HttpClient.Version.HTTP_1_1, "GET", url(control, "/q/health/ready"), "") == 200) {
                return true;
            }
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        }
        return false;
    }

    /** Ends with the service: a load on itself may have come to its end. */
    private void visit(int traffic, int control) throws InterruptedException {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            for (Visit visit : service.visits) {
                URI url = url(visit.control ? control : traffic, visit.path);
                for (int i = 0; i < (visit.control ? 1 : REQUESTS); i++) {
                    if (status(version, visit.method, url, visit.body) == NO_ANSWER) {
                        return;
                    }
                }
            }
        }
    }

    private static URI url(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Returns the status of the answer, or {@link #NO_ANSWER}. */
    private static int status(HttpClient.Version version, String method, URI url, String body)
            throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .version(version)
                .timeout(ONE_ANSWER)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
        try {
            return Http.CLIENT.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException none) {
            return NO_ANSWER;
        }
    }

    private static final class Http {

        private static final HttpClient CLIENT = HttpClient.newHttpClient();
    }

    private static void delete(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request that is sent to a service, to its traffic or to its control port. */
    private record Visit(String method, boolean control, String path, String body) {

        static Visit traffic(String path) {
            return new Visit("GET", false, path, "");
        }

        static Visit control(String path) {
            return new Visit("GET", true, path, "");
        }

        static Visit faults(String method, String form) {
            return new Visit(method, true, "/api/faults", form);
        }
    }

    /**
     * What is done with a service.
     *
     * @param traffic the settings of the port of its traffic begin so
     * @param loadsItself whether its command {@code attack} sends it a load, at whose end it ends
     */
    private record Service(String traffic, boolean loadsItself, List<Visit> visits) {

        static Service named(String name) {
            Visit metrics = Visit.control("/q/metrics");
            Visit health = Visit.control("/q/health");
            Visit page = Visit.traffic("/");
            return switch (name) {
                case "demo-backend" -> new Service("quarkus.http", false, List.of(page, health, metrics));
                case "error-injector" ->
                    new Service(
                            "faultline.injector",
                            false,
                            List.of(
                                    page,
                                    Visit.faults("PUT", "status=503:20,500:10&delay=1ms:20"),
                                    page,
                                    Visit.control("/api/faults"),
                                    health,
                                    metrics,
                                    Visit.faults("DELETE", "")));
                case "load-client" ->
                    new Service("quarkus.http", true, List.of(page, Visit.traffic("/api/stats"), health, metrics));
                default -> throw new IllegalArgumentException("no service is called " + name);
            };
        }

        private List<String> arguments(int control) {
            String target = url(control, "/q/health/live").toString();
            return loadsItself
                    ? List.of("attack", "--serve", "--target", target, "--rate", "1000", "--duration", "3s")
                    : List.of();
        }
    }
}
