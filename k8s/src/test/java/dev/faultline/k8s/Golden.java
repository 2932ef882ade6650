package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are made from others and kept in the tree, so that people can read them without making them. */
final class Golden {

    private Golden() {}

    /** Fails if the file is not this text; with {@code -Dtests.write=true} it is written instead. */
    static void same(Path file, String text) throws IOException {
        if (Boolean.getBoolean("tests.write")) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
        assertEquals(
                text,
                Files.exists(file) ? Files.readString(file) : "",
                file + " is out of date: ./mvnw -pl k8s test -Dtests.write=true");
    }
}
