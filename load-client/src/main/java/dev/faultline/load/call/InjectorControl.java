package dev.faultline.load.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.load.experiment.FaultControl;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fault plan of an error injector, over its control API. Threadsafe; never to be called from an event loop. */
public final class InjectorControl implements FaultControl {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PRESET = "preset";

    private final Calls calls;
    private final StrictReader json;
    private final String url;

    /** @param base the control API's address, such as {@code http://error-injector:9000} */
    public InjectorControl(WebClient client, StrictReader json, String base) {
        this.calls = new Calls(client);
        this.json = json;
        this.url = base.replaceAll("/+$", "") + "/api/faults";
    }

    @Override
    public JsonNode plan() {
        return tree(call("GET", url, JSON, null));
    }

    @Override
    public ObjectNode resolve(JsonNode written) {
        if (written.isTextual()) {
            // The grammar is the injector's: it says what the text means, and nothing changes.
            return plan(call("PUT", url + "?dryRun=true", FORM, form(written.textValue())), "the form");
        }
        if (written.size() == 1 && written.path(PRESET).isTextual()) {
            String name = written.path(PRESET).textValue();
            String dryRun = url + "/presets/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "?dryRun=true";
            return plan(call("PUT", dryRun, JSON, null), "the preset " + name);
        }
        return plan(written, "what is written");
    }

    @Override
    public void put(JsonNode plan) {
        HttpResponse<Buffer> unused = call("PUT", url, JSON, plan.toString());
    }

    @Override
    public void clear() {
        HttpResponse<Buffer> unused = call("DELETE", url, JSON, null);
    }

    /** Each {@code name=value}, separated by blanks or {@code &}, as a form has it. */
    private static String form(String text) {
        return Arrays.stream(text.trim().split("[\\s&]+"))
                .map(field -> {
                    int equals = field.indexOf('=');
                    return equals < 0
                            ? encoded(field)
                            : encoded(field.substring(0, equals)) + "=" + encoded(field.substring(equals + 1));
                })
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private ObjectNode plan(HttpResponse<Buffer> answer, String what) {
        return plan(tree(answer), what);
    }

    private static ObjectNode plan(JsonNode tree, String what) {
        if (!(tree instanceof ObjectNode plan)) {
            throw new ControlFailed(what + " is no fault plan", true, null);
        }
        return plan;
    }

    private JsonNode tree(HttpResponse<Buffer> answer) {
        try {
            return json.tree(
                    answer.bodyAsBuffer() == null
                            ? new byte[0]
                            : answer.bodyAsBuffer().getBytes());
        } catch (InvalidValue e) {
            throw new ControlFailed(url + " answered no plan: " + e.getMessage(), true, e);
        }
    }

    private HttpResponse<Buffer> call(String method, String where, String type, @Nullable String body) {
        HttpResponse<Buffer> answer = calls.call(
                method, where, Map.of("Content-Type", type), body == null ? null : Buffer.buffer(body), TIMEOUT);
        if (answer.statusCode() >= 400) {
            throw Calls.refused(method + " " + where, answer);
        }
        return answer;
    }
}
