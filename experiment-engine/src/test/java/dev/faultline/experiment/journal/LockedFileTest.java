package dev.faultline.experiment.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.run.FakeWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose a file is, as another process sees it. */
@Timeout(120)
class LockedFileTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void itIsReadAndWrittenWhileItIsOurs() throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "ä\n");
        try (LockedFile file = LockedFile.open(path).orElseThrow()) {
            assertEquals("ä\n", file.read());
            file.append("b\n");
            assertEquals("ä\nb\n", file.read());
            assertTrue(LockProbe.isTaken(path));
        }
        assertFalse(LockProbe.isTaken(path));
        assertEquals("ä\nb\n", Files.readString(path));
    }

    @Test
    void askingForItOnceMoreDoesNotEndTheLock() throws Exception {
        Path path = directory.resolve("file");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        try (LockedFile file = LockedFile.create(path).orElseThrow()) {
            assertEquals(Optional.empty(), LockedFile.open(path));
            assertEquals(Optional.empty(), LockedFile.create(link.resolve("file")));
            assertEquals("", file.read());
            assertTrue(LockProbe.isTaken(path));
        }
        LockedFile.open(path).orElseThrow().close();
    }

    @Test
    void whatIsNotThereIsNotMade() {
        Path path = directory.resolve("file");
        assertThrows(NoSuchFileException.class, () -> LockedFile.open(path));
        assertFalse(Files.exists(path));
    }

    @Test
    void whatIsDeletedIsGoneAndCanBeMadeAgain() throws IOException {
        Path path = directory.resolve("file");
        try (LockedFile file = LockedFile.create(path).orElseThrow()) {
            file.delete();
        }
        assertFalse(Files.exists(path));
        LockedFile.create(path).orElseThrow().close();
    }

    @Test
    void theJournalOfARecoveredExperimentIsLocked() throws Exception {
        FakeWorld world = new FakeWorld(directory);
        Path path = directory.resolve("id.journal");
        Journal left = world.journals().begin("id", FakeWorld.read("""
                title: t
                hypothesis: [success_rate >= 1%]
                load: {target: "http://demo-backend:8080/", rate: 200}
                method: [{hold: 1s}]
                """), Instant.EPOCH);
        assertTrue(LockProbe.isTaken(path));
        left.close();
        Journals.Unfinished unfinished = world.journals().unfinished().get(0);
        assertTrue(LockProbe.isTaken(path), "although it was read");
        assertEquals(List.of(), world.journals().unfinished());
        assertTrue(LockProbe.isTaken(path), "although it was looked at again");
        unfinished.journal().close();
        assertFalse(LockProbe.isTaken(path));
    }
}
