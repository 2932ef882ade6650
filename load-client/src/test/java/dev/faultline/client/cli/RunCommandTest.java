package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Position;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {

    private static final Path FILE = Path.of("experiment.yaml");

    @Test
    void aComplaintBeginsWithThePlace() {
        InvalidValue invalid =
                new InvalidValue("split.error-injector", "must be from 0 to 100", 101).within("method[1]");
        assertEquals(
                "experiment.yaml: method[1].split.error-injector must be from 0 to 100, was 101",
                RunCommand.complaint(FILE, invalid));
        assertEquals(
                "experiment.yaml:14:7: method[1].split.error-injector must be from 0 to 100, was 101",
                RunCommand.complaint(FILE, invalid.at(new Position(14, 7))));
        // Seen from further out it stays where it is.
        assertEquals(
                new Position(14, 7),
                invalid.at(new Position(14, 7)).within("document").position());
    }

    @Test
    void theExitCodeIsKnownHoweverTheRunEnds() {
        CompletableFuture<Integer> passed = new CompletableFuture<>();
        assertEquals(0, RunCommand.completing(passed, () -> 0));
        assertEquals(0, passed.getNow(-1));
        CompletableFuture<Integer> broken = new CompletableFuture<>();
        assertThrows(
                IllegalStateException.class,
                () -> RunCommand.completing(broken, () -> {
                    throw new IllegalStateException("a bug");
                }));
        assertEquals(105, broken.getNow(-1));
    }

    @Test
    void aFileIsReadNoFurtherThanADocumentCanBe(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("long");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1 << 20);
        }
        assertEquals(1 << 20, RunCommand.read(file).length);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> RunCommand.read(file));
        assertEquals("the document must have at most 1048576 bytes, was more", invalid.getMessage());
        Files.delete(file);
    }
}
