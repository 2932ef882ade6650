package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** {@code ./demo} as a process, on ports that are free. */
final class Demo implements AutoCloseable {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The exit code of an experiment that can't tell. */
    private static final int UNDECIDED = 98;

    private static final List<String> PORT_OPTIONS = List.of(
            "--client-port",
            "--client-management-port",
            "--backend-port",
            "--backend-management-port",
            "--injector-port",
            "--injector-control-port");

    /** A line of the live table whose injector has a share. */
    private static final Pattern INJECTED = Pattern.compile(" inject .* [1-9][\\d.]*% +[\\d.]+%$");

    private final Process process;
    private final BufferedReader reader;
    private final List<String> output = new ArrayList<>();
    private final List<ProcessHandle> services = new ArrayList<>();

    private Demo(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("demo").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // No pause of a busy machine must shed what a test wants sent.
        builder.environment().put("FAULTLINE_LOAD_MAX_LAG", "10s");
        process = builder.start();
        reader = process.inputReader();
    }

    /** Starts it with these arguments and nothing else. */
    static Demo plain(String... arguments) throws IOException {
        return new Demo(List.of(arguments));
    }

    /** Starts it with these arguments, on free ports. */
    static Demo onFreePorts(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        List<ServerSocket> sockets = new ArrayList<>();
        for (String option : PORT_OPTIONS) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            all.add(option);
            all.add(Integer.toString(socket.getLocalPort()));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return new Demo(all);
    }

    /**
     * Runs it with these arguments, on free ports, to its end; its services are remembered when such a line comes.
     * Where it can't tell it is run again, at most twice: something else had the machine, and such a run shows nothing.
     */
    static Demo decided(String line, String... arguments) throws IOException, InterruptedException {
        Demo demo = ended(line, arguments);
        for (int again = 0; again < 2 && demo.process.exitValue() == UNDECIDED; again++) {
            demo = ended(line, arguments);
        }
        return demo;
    }

    private static Demo ended(String line, String... arguments) throws IOException, InterruptedException {
        Demo demo = onFreePorts(arguments);
        try {
            demo.readUntil(read -> read.contains(line));
            demo.rememberServices();
            demo.end();
            return demo;
        } catch (IOException | InterruptedException | AssertionError e) {
            demo.close();
            throw e;
        }
    }

    /** Reads on until a line that matches, and returns it. */
    String readUntil(Predicate<String> matches) throws IOException {
        String line = reader.readLine();
        while (line != null) {
            output.add(line);
            if (matches.test(line)) {
                return line;
            }
            line = reader.readLine();
        }
        throw new AssertionError("ended without such a line: " + output());
    }

    /** Reads on until the injector has answered: the phase begins before its first step is done. */
    void readUntilInjected() throws IOException {
        readUntil(INJECTED.asPredicate());
    }

    /** Returns the process of that service, which must run. */
    ProcessHandle service(String name) {
        Optional<ProcessHandle> found = process.descendants()
                .filter(child -> child.info()
                        .arguments()
                        .map(arguments -> String.join(" ", arguments).contains("/" + name + "/target/"))
                        .orElse(false))
                .findFirst();
        assertTrue(found.isPresent(), name + " does not run");
        return found.get();
    }

    /** Notes the services that run now, so that they can be looked for afterwards. */
    void rememberServices() {
        for (String name : List.of("demo-backend", "error-injector", "load-client")) {
            services.add(service(name));
        }
    }

    /** Reads to the end, waits for it and returns the exit code. */
    int end() throws IOException, InterruptedException {
        reader.lines().forEach(output::add);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        return process.exitValue();
    }

    /** Returns all that was printed so far. */
    String output() {
        return String.join("\n", output);
    }

    /** Returns the process of the script itself. */
    Process process() {
        return process;
    }

    /** Fails unless every service that ran has ended, at most so much later. */
    void assertNothingLeft(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (ProcessHandle service : services) {
            while (service.isAlive() && System.nanoTime() - deadline < 0) {
                Thread.onSpinWait();
            }
            assertTrue(!service.isAlive(), () -> "still there: " + service.info());
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
