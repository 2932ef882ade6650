package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code load-client attack} as a process, or another command that ends by itself. What it prints goes to files, so that no pipe holds it up. */
final class Attack implements AutoCloseable {

    /** No pause of a busy machine must shed what a test wants sent. */
    static final String PATIENT = "faultline.load.max-lag=10s";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final Process process;
    private final Path out;
    private final Path err;

    private Attack(String command, List<String> properties, List<String> arguments) throws IOException {
        out = Files.createTempFile(TARGET, "attack", ".out");
        err = Files.createTempFile(TARGET, "attack", ".err");
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        process = new ProcessBuilder(Service.command("load-client", properties, all.toArray(String[]::new)))
                .directory(TARGET.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** What it printed, and its exit code. */
    record Result(int exitCode, String out, String err) {

        /** Returns the figures, which must be all that is on standard output. */
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }

        /** Fails with all that was printed unless it ended so. */
        Result expect(int code) {
            assertEquals(code, exitCode, () -> out + err);
            return this;
        }
    }

    /** Starts it with arguments that hold no spaces. */
    static Attack start(String arguments) throws IOException {
        return new Attack("attack", List.of(PATIENT), List.of(arguments.split(" ")));
    }

    /** Starts it with these properties of the JVM and arguments. */
    static Attack start(List<String> properties, List<String> arguments) throws IOException {
        return new Attack("attack", properties, arguments);
    }

    /** Runs it to its end, with arguments that hold no spaces. */
    static Result run(String arguments) throws IOException, InterruptedException {
        try (Attack attack = start(arguments)) {
            return attack.end();
        }
    }

    /** Adds up results by {@code load-client merge}. */
    static Result merge(List<String> arguments) throws IOException, InterruptedException {
        return command("merge", arguments);
    }

    /** Runs another command to its end. */
    static Result command(String name, List<String> arguments) throws IOException, InterruptedException {
        return command(name, List.of(), arguments);
    }

    /** Runs another command to its end with these properties of the JVM. */
    static Result command(String name, List<String> properties, List<String> arguments)
            throws IOException, InterruptedException {
        try (Attack command = new Attack(name, properties, arguments)) {
            return command.end();
        }
    }

    /** Waits for its end. */
    Result end() throws IOException, InterruptedException {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it does not end");
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Lets that time pass, in which it must not end. */
    void goesOn(Duration time) throws InterruptedException {
        assertFalse(process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS), "it has ended");
    }

    /** Returns what is on standard output so far. */
    String printed() throws IOException {
        return Files.readString(out);
    }

    /** Sends the process a signal, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertEquals(0, kill.waitFor());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
