package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' own tool. Where it is missing a test is skipped, but in CI, which installs it, the test fails. */
final class Promtool {

    private static final String NAME = "promtool";

    private Promtool() {}

    /** What it printed, and its exit code: 0 if it found nothing wrong. */
    record Result(int exitCode, String output) {}

    /** Runs it to its end, in the directory of this module. */
    static Result run(String... arguments) {
        needed();
        List<String> command = new ArrayList<>(List.of(NAME));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + NAME + " ran", e);
        }
    }

    private static void needed() {
        boolean there = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, NAME)));
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, NAME + " must be there in CI; .ci/run installs it");
        }
        Assumptions.assumeTrue(there, NAME + " is not installed");
    }
}
