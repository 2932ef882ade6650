package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Objects of Kubernetes as trees, and what one asks of them. */
final class Manifests {

    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Manifests() {}

    /** Returns the documents of a text in YAML; empty ones are left out. */
    static List<JsonNode> objects(String yaml) {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return all.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static String title(JsonNode object) {
        return kind(object) + "/" + name(object);
    }

    static List<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream().filter(object -> kind(object).equals(kind)).toList();
    }

    /** Returns the one object of that kind and name. */
    static JsonNode one(List<JsonNode> objects, String kind, String name) {
        List<JsonNode> found = objects.stream()
                .filter(object -> title(object).equals(kind + "/" + name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("there are " + found.size() + " of " + kind + "/" + name + " in "
                    + objects.stream().map(Manifests::title).toList());
        }
        return found.get(0);
    }

    /** Returns the pods: as templates of deployments, and bare ones. Each has metadata and spec. */
    static List<JsonNode> pods(List<JsonNode> objects) {
        return objects.stream()
                .flatMap(object -> switch (kind(object)) {
                    case "Deployment" -> Stream.of(object.at("/spec/template"));
                    case "Pod" -> Stream.of(object);
                    default -> Stream.empty();
                })
                .toList();
    }

    /** Returns the pods that all of these labels hit; none if there are no labels. */
    static List<JsonNode> hit(List<JsonNode> objects, JsonNode labels) {
        if (labels.isEmpty()) {
            return List.of();
        }
        return pods(objects).stream()
                .filter(pod -> labels.properties().stream()
                        .allMatch(label -> label.getValue()
                                .equals(pod.at("/metadata/labels").path(label.getKey()))))
                .toList();
    }

    static List<JsonNode> children(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(array::get)
                .toList();
    }
}
