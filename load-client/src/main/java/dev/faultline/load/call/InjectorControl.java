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
        return call("GET", url, JSON, null);
    }

    @Override
    public ObjectNode resolve(JsonNode written) {
        if (written.isTextual()) {
            // The grammar is the injector's: it says what the text means, and nothing changes.
            return call("PUT", url + "?dryRun=true", FORM, form(written.textValue()));
        }
        if (written.size() == 1 && written.path(PRESET).isTextual()) {
            String name = written.path(PRESET).textValue();
            String dryRun = url + "/presets/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "?dryRun=true";
            return call("PUT", dryRun, JSON, null);
        }
        if (!(written instanceof ObjectNode plan)) {
            throw new ControlFailed("what is written is no fault plan", true, null);
        }
        return plan;
    }

    @Override
    public void put(JsonNode plan) {
        ObjectNode unused = call("PUT", url, JSON, plan.toString());
    }

    @Override
    public void clear() {
        ObjectNode unused = call("DELETE", url, JSON, null);
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

    /** Returns the plan that the injector answers to whatever it is asked: without it nobody has obeyed. */
    private ObjectNode call(String method, String where, String type, @Nullable String body) {
        HttpResponse<Buffer> answer = calls.call(
                method, where, Map.of("Content-Type", type), body == null ? null : Buffer.buffer(body), TIMEOUT);
        String what = method + " " + where;
        if (answer.statusCode() / 100 != 2) {
            throw Calls.refused(what, answer);
        }
        try {
            Buffer said = answer.bodyAsBuffer();
            if (json.tree(said == null ? new byte[0] : said.getBytes()) instanceof ObjectNode plan
                    && plan.path("rules").isArray()) {
                return plan;
            }
            throw ControlFailed.notNow(what + " answered no fault plan, which is an object with rules", null);
        } catch (InvalidValue e) {
            throw ControlFailed.notNow(what + " answered no fault plan: " + e.getMessage(), e);
        }
    }
}
