package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * An object of the cluster, as the API has it.
 *
 * @param resource what kind it is
 * @param json all of it
 */
record KubeObject(Resource resource, JsonNode json) {

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

    /** Returns when it was created; what says nothing of it is older than all else. */
    Instant created() {
        try {
            return Instant.parse(json.at("/metadata/creationTimestamp").asText());
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    boolean is(KubeObject other) {
        return resource == other.resource
                && name().equals(other.name())
                && namespace().equals(other.namespace());
    }

    /** Returns the beginning of a command on it, such as {@code kubectl -n demo patch services web}. */
    String kubectl(String verb) {
        return "kubectl -n " + namespace() + " " + verb + " " + resource + " " + name();
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
