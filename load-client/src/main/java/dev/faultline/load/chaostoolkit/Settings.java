package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The configuration and the secrets of one experiment, looked up.
 *
 * @param configuration its values in place of where they come from; fit to be written down
 * @param values those and the secrets; never written down
 * @param secrets what is never written down, whoever repeats it
 */
record Settings(ObjectNode configuration, Values values, Secrets secrets) {

    private static final String CONFIGURATION = "configuration";
    private static final String SECRETS = "secrets";
    private static final String TYPE = "type";
    private static final String ENV = "env";
    private static final String KEY = "key";
    private static final String DEFAULT = "default";
    private static final String ENV_TYPE = "env_var_type";
    private static final Set<String> FALSE = Set.of("false", "0", "no");

    /**
     * Looks up what an experiment names.
     *
     * @param given values to use instead of those of the configuration
     * @param environment the value of a variable, null if there is none
     * @throws InvalidValue naming the value that is not there or of a kind that is not supported
     */
    static Settings of(
            ObjectNode document, Map<String, JsonNode> given, Function<String, @Nullable String> environment) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object(document, CONFIGURATION).properties()) {
            String path = CONFIGURATION + "." + entry.getKey();
            JsonNode value = given.containsKey(entry.getKey())
                    ? given.get(entry.getKey())
                    : configured(path, entry.getValue(), environment);
            configuration.set(entry.getKey(), value);
            values.put(entry.getKey(), value);
        }
        for (String name : given.keySet()) {
            Require.that(configuration.has(name), name, "must be a name under configuration", configuration);
        }
        List<String> secrets = new ArrayList<>();
        for (Map.Entry<String, JsonNode> scope : object(document, SECRETS).properties()) {
            String path = SECRETS + "." + scope.getKey();
            Require.that(
                    scope.getValue().isObject() && !scope.getValue().path(TYPE).isTextual(),
                    path,
                    "must be an object of secrets by name: chaostoolkit finds no others",
                    scope.getValue().getNodeType());
            for (Map.Entry<String, JsonNode> secret : scope.getValue().properties()) {
                JsonNode value = secret(path + "." + secret.getKey(), secret.getValue(), environment);
                values.putIfAbsent(secret.getKey(), value);
                secrets.add(value.asText());
            }
        }
        return new Settings(configuration, new Values(values), new Secrets(secrets));
    }

    private static JsonNode object(ObjectNode document, String field) {
        JsonNode value = document.path(field);
        Require.that(value.isMissingNode() || value.isObject(), field, "must be an object", value);
        return value;
    }

    private static JsonNode configured(String path, JsonNode written, Function<String, @Nullable String> environment) {
        if (!written.isObject() || !written.has(TYPE)) {
            return written;
        }
        known(path, written, Set.of(TYPE, KEY, DEFAULT, ENV_TYPE));
        JsonNode found = variable(written, environment);
        JsonNode value = found == null ? written.get(DEFAULT) : found;
        if (value == null) {
            throw missing(path, written);
        }
        return converted(path, written.path(ENV_TYPE).asText("str"), value);
    }

    private static JsonNode secret(String path, JsonNode written, Function<String, @Nullable String> environment) {
        Require.that(
                written.isObject(), path, "must come from the environment: {type: env, key: NAME}", "something else");
        known(path, written, Set.of(TYPE, KEY));
        JsonNode found = variable(written, environment);
        if (found == null) {
            throw missing(path, written);
        }
        return found;
    }

    private static void known(String path, JsonNode written, Set<String> fields) {
        String type = written.path(TYPE).asText();
        Require.that(type.equals(ENV), path + ".type", "is not supported here: only env is", '"' + type + '"');
        written.fieldNames()
                .forEachRemaining(field -> Require.that(
                        fields.contains(field), path + "." + field, "is not known here", written.path(field)));
        Require.that(written.path(KEY).isTextual(), path + ".key", "must name a variable", written.path(KEY));
    }

    private static @Nullable JsonNode variable(JsonNode written, Function<String, @Nullable String> environment) {
        String value = environment.apply(written.path(KEY).textValue());
        return value == null ? null : TextNode.valueOf(value);
    }

    private static InvalidValue missing(String path, JsonNode written) {
        return new InvalidValue(
                path, "must name a variable of the environment that is set and may be read here", written.path(KEY));
    }

    private static JsonNode converted(String path, String type, JsonNode value) {
        String text = Values.plain(value);
        try {
            return switch (type) {
                case "str", "string" -> value;
                case "int", "integer" -> LongNode.valueOf(Long.parseLong(text.strip()));
                case "float", "number" -> DoubleNode.valueOf(Double.parseDouble(text.strip()));
                case "bool" -> value.isBoolean() ? value : BooleanNode.valueOf(!FALSE.contains(lower(text)));
                case "json" -> value.isTextual() ? HttpAnswer.parsed(text) : value;
                default ->
                    throw new InvalidValue(
                            path + "." + ENV_TYPE, "must be one of str, int, float, bool, json", '"' + type + '"');
            };
        } catch (NumberFormatException e) {
            throw new InvalidValue(path, "must be of type " + type, '"' + text + '"', e);
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
