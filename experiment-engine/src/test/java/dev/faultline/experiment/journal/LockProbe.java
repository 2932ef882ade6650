package dev.faultline.experiment.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process, which asks for the lock of a file: only that tells whether this process has it. */
public final class LockProbe {

    private static final int FREE = 10;
    private static final int TAKEN = 11;

    private LockProbe() {}

    /** Ends with the exit code that says so. */
    public static void main(String... file) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE)) {
            System.exit(channel.tryLock() == null ? TAKEN : FREE);
        }
    }

    /** Returns whether some process has the lock of that file. */
    public static boolean isTaken(Path file) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        int code = new ProcessBuilder(java.toString(), "-cp", classes(), LockProbe.class.getName(), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertTrue(code == FREE || code == TAKEN, "the other process ended with " + code);
        return code == TAKEN;
    }

    private static String classes() {
        try {
            return Path.of(LockProbe.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError("classes lie somewhere", e);
        }
    }
}
