package dev.faultline.backend;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** The one profile of all black-box tests, since each further one costs a start: a small site on free ports. */
public final class SiteProfile implements QuarkusTestProfile {

    static final int BIG = 300_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path root = makeSite(root());
            return Map.of(
                    "quarkus.http.test-port", "0",
                    "quarkus.management.test-port", "0",
                    "faultline.backend.root", root.toString(),
                    "quarkus.http.access-log.enabled", "true",
                    "quarkus.http.access-log.log-to-file", "true",
                    "quarkus.http.access-log.log-directory", "target",
                    "quarkus.http.access-log.base-file-name", "test-access",
                    "faultline.backend.service-time", "lognormal:1ms,5ms",
                    "faultline.backend.head-timeout", "1s",
                    "faultline.backend.seed", "42");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path root() {
        return Path.of("target", "test-site").toAbsolutePath();
    }

    static Path log() {
        return Path.of("target", "test-access.log").toAbsolutePath();
    }

    private static Path makeSite(Path root) throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Files.deleteIfExists(log());
        write(root, "index.html", "<html><body><h1>It works!</h1></body></html>\n");
        write(root, "docs/index.html", "docs");
        write(root, "docs/data.json", "{}");
        write(root, ".htpasswd", "secret");
        write(root, "empty.txt", "");
        write(root, "big.bin", "0123456789".repeat(BIG / 10));
        write(root.resolveSibling("."), "test-secret.txt", "secret");
        return root;
    }

    private static void write(Path root, String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1994-11-06T08:49:37Z")));
    }
}
