package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The schema of a CustomResourceDefinition, taken strictly: fields that it does not name are errors, as with
 * {@code kubectl apply --validate=strict}. Rules in CEL are not run.
 */
final class CrdSchema {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final JsonNode schema;

    private CrdSchema(JsonNode schema) {
        this.schema = schema;
    }

    /** Returns the schema of that version. */
    static CrdSchema read(Path crd, String version) throws IOException {
        for (JsonNode served : YAML.readTree(crd.toFile()).at("/spec/versions")) {
            if (served.path("name").asText().equals(version)) {
                return new CrdSchema(served.at("/schema/openAPIV3Schema"));
            }
        }
        throw new AssertionError(crd + " has no version " + version);
    }

    /** Returns what is wrong with the object; nothing if it is right. */
    List<String> problems(JsonNode object) {
        List<String> problems = new ArrayList<>();
        // What all objects have is in few schemas.
        JsonNode own = object.deepCopy();
        ((ObjectNode) own).remove(List.of("apiVersion", "kind", "metadata"));
        check(own, schema, "", problems);
        return problems;
    }

    private static void check(JsonNode value, JsonNode schema, String at, List<String> problems) {
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return;
        }
        if (!isOfType(value, schema)) {
            problems.add(at + " must be " + schema.path("type").asText("int or string") + ", was " + value);
            return;
        }
        checkValue(value, schema, at, problems);
        if (value.isObject()) {
            checkFields(value, schema, at, problems);
        } else if (value.isArray()) {
            checkSize(value.size(), schema, "Items", at, problems);
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), schema.path("items"), at + "[" + i + "]", problems);
            }
        }
    }

    private static boolean isOfType(JsonNode value, JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return value.isTextual() || value.isIntegralNumber();
        }
        return switch (schema.path("type").asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static void checkFields(JsonNode value, JsonNode schema, String at, List<String> problems) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                problems.add(at + "." + required.asText() + " must be given");
            }
        }
        JsonNode others = schema.path("additionalProperties");
        boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean() || !schema.has("properties");
        value.properties().forEach(field -> {
            JsonNode known = schema.path("properties").path(field.getKey());
            String path = at + "." + field.getKey();
            if (!known.isMissingNode()) {
                check(field.getValue(), known, path, problems);
            } else if (others.isObject()) {
                check(field.getValue(), others, path, problems);
            } else if (!open) {
                problems.add(path + " is not known");
            }
        });
    }

    private static void checkValue(JsonNode value, JsonNode schema, String at, List<String> problems) {
        boolean listed = !schema.has("enum");
        for (JsonNode one : schema.path("enum")) {
            listed |= one.equals(value);
        }
        if (!listed) {
            problems.add(at + " must be one of " + schema.path("enum") + ", was " + value);
        }
        if (value.isTextual()) {
            checkSize(value.textValue().length(), schema, "Length", at, problems);
            if (schema.has("pattern")
                    && !Pattern.compile(schema.path("pattern").asText())
                            .matcher(value.textValue())
                            .find()) {
                problems.add(at + " must match " + schema.path("pattern") + ", was " + value);
            }
        }
        if (value.isNumber()) {
            double least = schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY);
            double most = schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
            if (value.asDouble() < least || value.asDouble() > most) {
                problems.add(at + " must be from " + least + " to " + most + ", was " + value);
            }
        }
    }

    private static void checkSize(int size, JsonNode schema, String what, String at, List<String> problems) {
        int least = schema.path("min" + what).asInt(0);
        int most = schema.path("max" + what).asInt(Integer.MAX_VALUE);
        if (size < least || size > most) {
            problems.add(at + " must have from " + least + " to " + most + " " + what + ", has " + size);
        }
    }
}
