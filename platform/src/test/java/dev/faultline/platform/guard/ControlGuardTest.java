package dev.faultline.platform.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGuardTest {

    private static final String PREFIX = "faultline.control";

    @TempDir
    private Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("token"), content);
    }

    private static ControlGuard of(Path file) {
        return ControlGuard.of(PREFIX, Optional.empty(), Optional.of(file));
    }

    @Test
    void withoutATokenEverybodyMayCall() {
        try (ControlGuard guard = ControlGuard.of(PREFIX, Optional.empty(), Optional.empty())) {
            assertTrue(guard.admits(null));
            assertNull(guard.authorization());
        }
    }

    @Test
    void withATokenOnlyWhoShowsIt() {
        try (ControlGuard guard = ControlGuard.of(PREFIX, Optional.of("s3cret"), Optional.empty())) {
            assertFalse(guard.admits(null));
            assertFalse(guard.admits("Bearer other"));
            assertTrue(guard.admits("Bearer s3cret"));
            assertEquals("Bearer s3cret", guard.authorization());
        }
    }

    @Test
    void aFileIsReadAgain() throws IOException {
        try (ControlGuard guard = of(file("first\n"))) {
            assertTrue(guard.admits("Bearer first"));
            file("second\n");
            guard.look();
            assertFalse(guard.admits("Bearer first"));
            assertTrue(guard.admits("Bearer second"));
        }
    }

    @Test
    void aFileThatGoesAwayOrIsEmptiedLetsNobodyElseIn() throws IOException {
        try (ControlGuard guard = of(file("first"))) {
            file("");
            guard.look();
            assertTrue(guard.admits("Bearer first"));
            assertFalse(guard.admits("Bearer "));
            Files.delete(directory.resolve("token"));
            guard.look();
            assertTrue(guard.admits("Bearer first"));
            assertFalse(guard.admits(null));
        }
    }

    @Test
    void aFileWithoutATokenKeepsTheServiceFromStarting() throws IOException {
        assertRefused("faultline.control.token-file must hold a token, was empty", file(" \n"));
        assertRefused(
                "faultline.control.token-file must name a file with a token, was a file of more",
                file("x".repeat(20_000)));
        assertRefused("faultline.control.token-file: can't read ", directory.resolve("missing"));
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertRefused("faultline.control.token-file must name a file with a token, was a file that is no text", binary);
    }

    private static void assertRefused(String sentence, Path file) {
        ConfigurationException refusal = assertThrows(ConfigurationException.class, () -> of(file).close());
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(sentence), refusal::getMessage);
    }

    @Test
    void twoTokensAreRefusedAndABadOneIsNotShown() throws IOException {
        Path file = file("first");
        assertThrows(
                ConfigurationException.class,
                () -> ControlGuard.of(PREFIX, Optional.of("s3cret"), Optional.of(file))
                        .close());
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> ControlGuard.of(PREFIX, Optional.of("s3cret word"), Optional.empty())
                        .close());
        assertFalse(String.valueOf(refusal.getMessage()).contains("s3cret"), refusal::getMessage);
    }
}
