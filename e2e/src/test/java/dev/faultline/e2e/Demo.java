package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code ./demo} as a process, on ports that are free. */
final class Demo implements AutoCloseable {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The exit code of an experiment that can't tell. */
    private static final int UNDECIDED = 98;

    /** What one says that has injected nothing. */
    private static final String UNHEALTHY = "the baseline is not healthy";

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
    /** Those that it was given, and nobody else. */
    private final List<Integer> ports;

    private final BufferedReader reader;
    private final List<String> output = new ArrayList<>();
    private final List<ProcessHandle> services = new ArrayList<>();

    private Demo(Path root, List<Integer> ports, List<String> arguments) throws IOException {
        this.ports = ports;
        List<String> command = new ArrayList<>(List.of(root.resolve("demo").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // No pause of a busy machine must shed what a test wants sent.
        builder.environment().put("FAULTLINE_LOAD_MAX_LAG", "10s");
        // The input is a pipe of this process': if it is killed, nothing is left.
        builder.environment().put("DEMO_END_WITH_INPUT", "true");
        process = builder.start();
        reader = process.inputReader();
    }

    /** Starts it with these arguments and nothing else. */
    static Demo plain(String... arguments) throws IOException {
        return new Demo(ROOT, List.of(), List.of(arguments));
    }

    /** Starts it with these arguments, on free ports. */
    static Demo onFreePorts(String... arguments) throws IOException {
        Shared.begin();
        return started(ROOT, arguments);
    }

    private static Demo started(Path root, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        List<Integer> ports = new ArrayList<>();
        for (String option : PORT_OPTIONS) {
            ports.add(Service.freePort());
            all.add(option + "=" + ports.get(ports.size() - 1));
        }
        return new Demo(root, ports, all);
    }

    /** The run that several tests look at. */
    private static final class Shared {

        private static final String[] ARGUMENTS = {"--once", "--duration", "3s", "--rate", "300"};
        private static final String LINE = "inject ";
        private static @Nullable Demo running;
        private static volatile @Nullable CompletableFuture<Demo> over;

        /** Starts it unless it has begun, and returns when it has built what is stale and prepared faster starts. */
        static synchronized void begin() throws IOException {
            if (over == null) {
                Demo demo = started(ROOT, ARGUMENTS);
                running = demo;
                demo.readUntil(line -> line.startsWith("starting "));
                over = CompletableFuture.supplyAsync(() -> decided(demo), task -> new Thread(task).start());
            }
        }

        /** Starts it unless it has begun, and returns it when it is over. */
        static Demo await() throws IOException {
            begin();
            return Objects.requireNonNull(over).join();
        }

        /** Ends it, since it may be that no test waits for its end. */
        static synchronized void close() {
            if (running != null) {
                running.close();
            }
        }

        private static Demo decided(Demo demo) {
            try {
                return Demo.decided(demo, LINE, ARGUMENTS);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Returns a run of 3 s at 300/s with half of it injected, which is over; all who ask get the same. */
    static Demo shared() throws IOException {
        return Shared.await();
    }

    /** Ends the run that several tests look at, if there was one. */
    static void closeShared() {
        Shared.close();
    }

    /** Returns when faster starts of all services are prepared. */
    static void prepare() throws IOException {
        Shared.begin();
    }

    /**
     * Starts it with the experiment that it has by default, but for its times: a second each before and after, and that long
     * a hold. For what the times do not matter to.
     */
    static Demo holding(String hold) throws IOException {
        String text = Files.readString(ROOT.resolve(Path.of("experiments", "faulty-traffic.yaml")));
        for (String[] time : new String[][] {
            {"warmup: 3s", "warmup: 1s"},
            {"baseline:\n  duration: ${duration}", "baseline:\n  duration: 2s"},
            {"verify:\n  duration: 5s\n  within: 30s", "verify:\n  duration: 1s\n  within: 5s"},
        }) {
            assertTrue(text.contains(time[0]), () -> "faulty-traffic.yaml has no " + time[0]);
            text = text.replace(time[0], time[1]);
        }
        Path file = Files.writeString(Files.createTempFile(Path.of("target"), "holding-", ".yaml"), text);
        String experiment = file.toAbsolutePath().toString();
        return onFreePorts("--once", "--experiment", experiment, "--duration", hold, "--rate", "300");
    }

    /**
     * Runs it with these arguments, on free ports, to its end; its services are remembered when such a line comes.
     * Where it can't tell, or finds its baseline not healthy, it is run again, at most twice: something else had the
     * machine, and such a run shows nothing.
     */
    static Demo decided(String line, String... arguments) throws IOException, InterruptedException {
        return decided(onFreePorts(arguments), line, arguments);
    }

    private static Demo decided(Demo first, String line, String... arguments) throws IOException, InterruptedException {
        Demo demo = first;
        for (int again = 0; again < 2; again++) {
            if (demo.isDecided(line)) {
                return demo;
            }
            System.err.println("the machine was too busy for a demo: " + demo.output());
            demo = onFreePorts(arguments);
        }
        demo.runToEnd(line);
        return demo;
    }

    /** Runs it to its end, and returns whether that shows anything. */
    private boolean isDecided(String line) throws IOException, InterruptedException {
        try {
            runToEnd(line);
        } catch (AssertionError ended) {
            if (output().contains(UNHEALTHY)) {
                return false;
            }
            throw ended;
        }
        return process.exitValue() != UNDECIDED;
    }

    private void runToEnd(String line) throws IOException, InterruptedException {
        try {
            readUntil(read -> read.contains(line));
            rememberServices();
            end();
        } catch (IOException | InterruptedException | AssertionError e) {
            close();
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
    void assertNothingLeft(Duration atMost) {
        Awaiting.within(atMost, () -> services.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Kills the process itself and nothing that it has started, which must end then within five seconds. */
    void kill() {
        process.destroyForcibly().onExit().join();
        NothingLeft.assertNothing(other -> NothingLeft.isOurs(other) && uses(other));
    }

    @Override
    public void close() {
        kill();
    }

    private boolean uses(ProcessHandle other) {
        String line = other.info().commandLine().orElse("");
        return ports.stream().anyMatch(port -> line.contains("=" + port) || line.contains(":" + port));
    }
}
