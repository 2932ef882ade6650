package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A client that is not ours. Where it is missing a test is skipped, but in CI, which installs it, the test fails. */
final class Tool {

    private final String name;

    Tool(String name) {
        boolean there = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, name + " must be there in CI; .ci/run installs it");
        }
        Assumptions.assumeTrue(there, name + " is not installed");
        this.name = name;
    }

    /** What it printed, and its exit code. */
    record Result(int exitCode, String output) {}

    /** Runs it to its end. */
    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it does not end");
        return new Result(process.exitValue(), output);
    }
}
