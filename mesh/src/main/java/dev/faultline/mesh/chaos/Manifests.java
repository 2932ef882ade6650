package dev.faultline.mesh.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The objects that steps mean: written in the step, or in a file of one directory. Whoever reaches the API can name
 * files, so nothing outside that directory is read. Threadsafe.
 */
public final class Manifests {

    private static final int MOST_OBJECTS = 20;
    private static final long MOST_BYTES = 1 << 20;
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,100}\\.(?:yaml|yml|json)");
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final StrictReader YAML = WireYaml.reader();

    private final @Nullable Path directory;

    /** @param directory where the files lie; null if there are none */
    public Manifests(@Nullable Path directory) {
        this.directory = directory;
    }

    /**
     * Returns the objects that are meant, each with its kind and a name.
     *
     * @param written an object, a list of objects, or the name of a file with one or more of them
     * @throws InvalidValue if it means none
     */
    public List<ObjectNode> read(JsonNode written) {
        List<JsonNode> documents = new ArrayList<>();
        if (written.isTextual()) {
            documents.addAll(file(written.textValue()));
        } else if (written.isArray()) {
            written.forEach(documents::add);
        } else {
            documents.add(written);
        }
        Require.between("", documents.size(), 1, MOST_OBJECTS);
        return documents.stream().map(Manifests::object).toList();
    }

    private List<JsonNode> file(String name) {
        Require.matching("", name, FILE, "must be the name of a YAML file, without a directory");
        if (directory == null) {
            throw new InvalidValue("", "needs a directory with files: set faultline.chaos.manifests", '"' + name + '"');
        }
        Path file = directory.resolve(name);
        try {
            // Mounted ConfigMaps are links within their directory; a link out of it is another matter.
            boolean within = file.toRealPath().startsWith(directory.toRealPath());
            Require.that(within, "", "must lie in " + directory, '"' + name + '"');
            Require.that(
                    Files.size(file) <= MOST_BYTES,
                    "",
                    "must be at most 1 MiB, to be in " + directory,
                    Files.size(file));
            return YAML.trees(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InvalidValue("", "must be a file that can be read in " + directory, '"' + name + '"', e);
        }
    }

    private static ObjectNode object(JsonNode document) {
        if (!(document instanceof ObjectNode object)) {
            throw new InvalidValue("", "must be objects such as a PodChaos", document);
        }
        for (String field : List.of("apiVersion", "kind")) {
            boolean given = object.path(field).isTextual();
            Require.that(given, field, "must be given", object.path(field));
        }
        JsonNode metadata = object.path("metadata");
        Require.matching("metadata.name", text(metadata.get("name")), NAME, "must be a name as Kubernetes has them");
        if (metadata.has("namespace")) {
            Require.matching(
                    "metadata.namespace",
                    text(metadata.get("namespace")),
                    NAMESPACE,
                    "must be the name of a namespace");
        }
        return object;
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.textValue();
    }
}
