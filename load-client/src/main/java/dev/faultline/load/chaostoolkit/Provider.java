package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.load.experiment.HttpCall;
import dev.faultline.load.plan.Target;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP provider as it is written.
 *
 * @param headers a {@code Content-Type} counts however its name is spelled, and with parameters too
 * @param arguments the query of a GET, else the body: JSON if the headers say so, whatever it holds unless it is null; else
 *     a form, or a text as it is, and if there is nothing in it no body
 * @param timeout seconds, or seconds to connect and seconds to read; 30 s if not given
 * @param maxRetries must be 0
 */
// Without meaning here: there is no TLS, and all secrets are there.
@JsonIgnoreProperties({"verify_tls", "secrets"})
record Provider(
        String type,
        JsonNode url,
        @Nullable String method,
        @Nullable Map<String, JsonNode> headers,
        @Nullable JsonNode arguments,
        @Nullable JsonNode timeout,
        @JsonProperty("max_retries") @Nullable Integer maxRetries) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    /**
     * Returns the call that it makes.
     *
     * @throws InvalidValue naming the field at fault
     */
    HttpCall call(Values values) {
        Require.present("url", url);
        Require.that(
                maxRetries == null || maxRetries == 0, "max_retries", "must be 0 here", String.valueOf(maxRetries));
        String verb = method == null ? "GET" : method.toUpperCase(Locale.ROOT);
        Map<String, String> fields = new LinkedHashMap<>();
        if (headers != null) {
            headers.forEach((name, value) -> fields.put(name, header(name, values.fill(value))));
        }
        JsonNode content = arguments == null ? NullNode.instance : values.fill(arguments);
        boolean nothing =
                content.isNull() || (content.isTextual() ? content.asText().isEmpty() : content.isEmpty());
        Optional<String> type = type(fields);
        boolean json = type.filter(JSON::equals).isPresent();
        String address = values.fill(url).asText();
        @Nullable JsonNode body = null;
        if (!nothing && verb.equals("GET")) {
            address += (address.contains("?") ? "&" : "?") + form(content);
        } else if (json && !content.isNull() && !verb.equals("GET")) {
            body = TextNode.valueOf(content.toString());
        } else if (!nothing) {
            if (content.isObject() && type.isEmpty()) {
                fields.put(CONTENT_TYPE, FORM);
            }
            body = TextNode.valueOf(form(content));
        }
        return new HttpCall(verb, target(address), fields, body, List.of(), timeout(values));
    }

    private static Target target(String address) {
        try {
            return Target.of(address);
        } catch (InvalidValue e) {
            throw e.within("url");
        }
    }

    /** Returns the media type that the headers declare, without parameters. */
    private static Optional<String> type(Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(CONTENT_TYPE))
                .map(field -> field.getValue().split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .findFirst();
    }

    private static String form(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        Require.that(content.isObject(), "arguments", "must be an object or a text", content);
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : content.properties()) {
            Iterable<JsonNode> all = field.getValue().isArray() ? field.getValue() : List.of(field.getValue());
            for (JsonNode value : all) {
                Require.that(value.isValueNode(), "arguments." + field.getKey(), "must be a plain value here", value);
                if (!value.isNull()) {
                    pairs.add(encoded(field.getKey()) + "=" + encoded(Values.plain(value)));
                }
            }
        }
        return String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String header(String name, JsonNode value) {
        Require.that(value.isValueNode() && !value.isNull(), "headers." + name, "must be a plain value", value);
        return Values.plain(value);
    }

    private Duration timeout(Values values) {
        JsonNode written = timeout == null ? TextNode.valueOf("") : values.fill(timeout);
        if (timeout == null || written.isNull()) {
            return TIMEOUT;
        }
        Iterable<JsonNode> parts = written.isArray() ? written : List.of(written);
        double seconds = 0;
        for (JsonNode part : parts) {
            Require.that(part.isNumber(), "timeout", "must be seconds, or two of them in a list", written);
            seconds += part.doubleValue();
        }
        Require.that(!written.isArray() || written.size() == 2, "timeout", "must be [connect, read]", written);
        Require.between("timeout", seconds, 0.001, 60);
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
