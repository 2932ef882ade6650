package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The schemas of the kinds that are not Kubernetes' own, where they are; in CI they must be. */
final class Crds {

    private static final Path DIRECTORY = Path.of(System.getProperty("faultline.crds", "../../shared/crds"));
    private static final Map<String, CrdSchema> READ = new ConcurrentHashMap<>();

    private Crds() {}

    /** Skips the test where the schemas are not. */
    static void needed() {
        boolean there = Files.isDirectory(DIRECTORY);
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, DIRECTORY + " must be there in CI");
        }
        Assumptions.assumeTrue(there, DIRECTORY + " is not there");
    }

    /** Returns what is wrong with an object of such a kind. */
    static List<String> problems(JsonNode object) {
        ObjectNode own = object.deepCopy();
        // All objects have them; not every schema says so.
        own.remove(List.of("apiVersion", "kind"));
        return READ.computeIfAbsent(object.path("apiVersion").asText() + "/" + Manifests.kind(object), Crds::schema)
                .problems(own);
    }

    private static CrdSchema schema(String type) {
        String[] parts = type.split("/", -1);
        // Some schemas are huge: the name of the file tells which to leave closed.
        String lower = parts[2].toLowerCase(Locale.ROOT);
        String stem = parts[0] + "_" + lower.substring(0, Math.min(lower.length() - 1, 10));
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith(stem)
                        && Manifests.YAML
                                .readTree(file.toFile())
                                .at("/spec/names/kind")
                                .asText()
                                .equals(parts[2])) {
                    return CrdSchema.read(file, parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no schema of " + type);
    }
}
