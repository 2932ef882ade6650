package dev.faultline.k8s;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file of {@code linkerd/} or {@code k8s/chaos-mesh/}.
 *
 * @param head the comment that it begins with, without its signs
 * @param objects what it makes, in its order
 */
record LessonFile(String name, String head, List<ObjectNode> objects) {

    static final Path LINKERD = Path.of("..", "linkerd");
    static final Path CHAOS_MESH = Path.of("chaos-mesh");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    LessonFile {
        objects = List.copyOf(objects);
    }

    /** Returns all files of the directory, by name. */
    static List<LessonFile> in(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> files = Files.list(directory)) {
            paths = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        if (paths.isEmpty()) {
            throw new AssertionError("no files in " + directory);
        }
        List<LessonFile> all = new ArrayList<>();
        for (Path path : paths) {
            all.add(read(path));
        }
        return all;
    }

    /** Returns that file of the directory, without {@code .yaml}. */
    static LessonFile of(Path directory, String name) throws IOException {
        return read(directory.resolve(name + ".yaml"));
    }

    /**
     * Returns an object of this file with one value changed.
     *
     * @param where a JSON pointer whose parent is there
     * @param value in YAML, or {@code -} to take it away
     */
    ObjectNode changed(int object, String where, String value) throws IOException {
        ObjectNode changed = objects.get(object).deepCopy();
        JsonPointer pointer = JsonPointer.compile(where);
        JsonNode parent = changed.at(pointer.head());
        if (parent instanceof ArrayNode array) {
            if (value.equals("-")) {
                array.remove(pointer.last().getMatchingIndex());
            } else {
                array.set(pointer.last().getMatchingIndex(), YAML.readTree(value));
            }
        } else if (!(parent instanceof ObjectNode fields)) {
            throw new AssertionError(name + " has nothing at " + pointer.head());
        } else if (value.equals("-")) {
            if (fields.remove(pointer.last().getMatchingProperty()) == null) {
                throw new AssertionError(name + " has nothing at " + where);
            }
        } else {
            fields.set(pointer.last().getMatchingProperty(), YAML.readTree(value));
        }
        return changed;
    }

    @Override
    public String toString() {
        return name;
    }

    private static LessonFile read(Path path) throws IOException {
        String head = Files.readString(path)
                .lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .collect(Collectors.joining("\n"));
        try (MappingIterator<ObjectNode> all = YAML.readerFor(ObjectNode.class).readValues(path.toFile())) {
            return new LessonFile(path.getFileName().toString(), head, all.readAll());
        }
    }
}
