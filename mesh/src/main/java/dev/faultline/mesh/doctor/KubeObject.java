package dev.faultline.mesh.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.mesh.split.Annotations;
import dev.faultline.mesh.split.RouteRef;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An object of the cluster, as the API has it.
 *
 * @param resource what kind it is
 * @param json all of it
 */
record KubeObject(Resource resource, JsonNode json) {

    /** A value in an object, and the JSON pointer to it. */
    record Part(String pointer, JsonNode json) {}

    String name() {
        return json.at("/metadata/name").asText();
    }

    String namespace() {
        return json.at("/metadata/namespace").asText();
    }

    /** Returns kind and name for people. */
    String title() {
        return json.path("kind").asText(resource.plural()) + " " + name();
    }

    Optional<String> label(String key) {
        return text(json.path("metadata").path("labels").path(key));
    }

    Optional<String> annotation(String key) {
        return text(json.path("metadata").path("annotations").path(key));
    }

    JsonNode spec() {
        return json.path("spec");
    }

    /** Returns the elements of the list at a JSON pointer. */
    Stream<Part> elements(String pointer) {
        return IntStream.range(0, json.at(pointer).size())
                .mapToObj(i -> pointer + "/" + i)
                .map(element -> new Part(element, json.at(element)));
    }

    /** Returns the ports of a Service. */
    List<Integer> ports() {
        return spec().path("ports")
                .valueStream()
                .map(port -> port.path("port").asInt())
                .toList();
    }

    /** Returns whether it carries the label of what load-client may steer. */
    boolean isPartOfFaultline() {
        return label(Annotations.PART_OF).filter(Annotations.FAULTLINE::equals).isPresent();
    }

    /** Returns when it was created; what says nothing of it is older than all else. */
    Instant created() {
        try {
            return Instant.parse(json.at("/metadata/creationTimestamp").asText());
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    /** Returns whether it is the one of that kind and name. */
    boolean is(RouteRef ref) {
        return resource == Resource.of(ref.kind()) && name().equals(ref.name());
    }

    /** Returns the beginning of a command on it, such as {@code kubectl -n demo patch services web}. */
    String kubectl(String verb) {
        return "kubectl -n " + namespace() + " " + verb + " " + resource + " " + name();
    }

    /** Returns the command that removes an annotation. */
    String unannotate(String key) {
        return kubectl("annotate") + " " + key + "-";
    }

    /** Returns the command that changes it by a merge patch. */
    String merge(String patch) {
        return kubectl("patch") + " --type=merge -p '" + patch + "'";
    }

    /** Returns the command that sets one value, there already or not. */
    String set(String pointer, String value) {
        return kubectl("patch") + " --type=json -p '[{\"op\":\"add\",\"path\":\"" + pointer + "\",\"value\":" + value
                + "}]'";
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
