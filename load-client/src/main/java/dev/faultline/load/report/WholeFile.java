package dev.faultline.load.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that whoever reads them sees whole or not at all. */
final class WholeFile {

    private WholeFile() {}

    /**
     * Writes the text in UTF-8, in place of what was there; what no encoding has, half a character, becomes a question
     * mark. If the disk refuses it, what was there stays, and nothing else is left behind.
     */
    static void write(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            // Not Files.writeString, which refuses the whole text for one such half.
            Path unused = Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
            unused = Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
