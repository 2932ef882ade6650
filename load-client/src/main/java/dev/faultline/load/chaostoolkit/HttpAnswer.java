package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.WireJson;
import java.util.Map;

/**
 * What a call was answered.
 *
 * @param headers those that came several times are joined by a comma
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final String JSON_TYPE = "application/json";

    /** Keeps a copy. */
    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    /**
     * Returns the output of the activity as chaostoolkit has it: an object of status, headers and body. The body is a
     * value only if the type is exactly {@code application/json}; a parameter makes it a text, there as here.
     */
    ObjectNode output() {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.put("status", status);
        ObjectNode fields = output.putObject("headers");
        headers.forEach(fields::put);
        return output.set("body", value());
    }

    private JsonNode value() {
        boolean json = headers.entrySet().stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase("content-type")
                        && header.getValue().equals(JSON_TYPE));
        return json ? parsed(body) : JsonNodeFactory.instance.textNode(body);
    }

    /** Returns the value that the text is in JSON, or the text itself if it is none. */
    static JsonNode parsed(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            return tree.isMissingNode() ? JsonNodeFactory.instance.textNode(text) : tree;
        } catch (JsonProcessingException e) {
            // It only says that it is JSON; then it is judged as the text that it is.
            return JsonNodeFactory.instance.textNode(text);
        }
    }
}
