package dev.faultline.client.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.step.FaultControl;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fault plan of an error injector, over its control API. Threadsafe; never to be called from an event loop. */
public final class InjectorControl implements FaultControl {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PRESET = "preset";
    private static final String PLAN = "/api/faults";

    private static final ObjectReader REVISION =
            WireJson.mapper().readerFor(Revision.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final BlockingCalls calls;
    private final StrictReader json;
    private final String base;
    private final String url;
    private final InjectorAccess access;
    private final Supplier<List<String>> replicas;

    /** What was asked, and what came back. */
    private record Answered(String what, HttpResponse<Buffer> answer) {}

    /**
     * @param base the control API's address, such as {@code http://error-injector:9000}
     * @param access is shown there and nowhere else
     * @param replicas tells the addresses of the control APIs of all processes behind that one; empty if it can't, and then
     *     that one is taken for the only one
     */
    public InjectorControl(
            WebClient client, StrictReader json, String base, InjectorAccess access, Supplier<List<String>> replicas) {
        this.calls = new BlockingCalls(client);
        this.json = json;
        this.base = base.replaceAll("/+$", "");
        this.url = this.base + PLAN;
        this.access = access;
        this.replicas = replicas;
    }

    @Override
    public JsonNode plan() {
        return call("GET", url, JSON, null);
    }

    @Override
    public ObjectNode resolve(JsonNode written) {
        if (written.isTextual()) {
            // The grammar is the injector's: it says what the text means, and nothing changes.
            return obeyed(dryRun(written, TIMEOUT));
        }
        if (preset(written) != null) {
            return obeyed(dryRun(written, TIMEOUT));
        }
        if (!(written instanceof ObjectNode plan)) {
            throw new ControlFailed("what is written is no fault plan", true, null);
        }
        return plan;
    }

    @Override
    public void check(JsonNode written) {
        Answered dryRun = dryRun(written, CHECK_TIMEOUT);
        JsonNode problem = problem(dryRun.answer());
        if (problem.path("rule").isTextual()) {
            throw new InvalidValue(
                    problem.path("field").asText(),
                    problem.path("rule").asText(),
                    problem.path("value").asText());
        }
        String preset = preset(written);
        if (problem.isObject() && dryRun.answer().statusCode() == NOT_FOUND && preset != null) {
            throw new InvalidValue(
                    PRESET,
                    "must be one of the injector's (" + problem.path("detail").asText() + ")",
                    preset);
        }
        obeyed(dryRun);
    }

    /** Returns what is said of a plan that is refused; what is missing if it is not, or if nothing is said that can be read. */
    private JsonNode problem(HttpResponse<Buffer> answer) {
        if (answer.statusCode() != BAD_REQUEST && answer.statusCode() != NOT_FOUND) {
            return MissingNode.getInstance();
        }
        try {
            return tree(answer);
        } catch (InvalidValue e) {
            return MissingNode.getInstance();
        }
    }

    /** Asks what the injector makes of it; nothing changes. */
    private Answered dryRun(JsonNode written, Duration timeout) {
        if (written.isTextual()) {
            return ask("PUT", url + "?dryRun=true", FORM, form(written.textValue()), timeout);
        }
        String preset = preset(written);
        return preset == null
                ? ask("PUT", url + "?dryRun=true", JSON, written.toString(), timeout)
                : ask("PUT", url + "/presets/" + encoded(preset) + "?dryRun=true", JSON, null, timeout);
    }

    private static @Nullable String preset(JsonNode written) {
        JsonNode name = written.path(PRESET);
        return written.size() == 1 && name.isTextual() ? name.textValue() : null;
    }

    @Override
    public String put(JsonNode plan) {
        Answered answered = ask("PUT", url, JSON, plan.toString(), TIMEOUT);
        obeyed(answered);
        String etag = answered.answer().getHeader("ETag");
        if (etag == null) {
            throw ControlFailed.notNow(answered.what() + " answered without an ETag", null);
        }
        return etag;
    }

    @Override
    public List<Replica> replicas() {
        List<String> known = replicas.get();
        return (known.isEmpty() ? List.of(base) : known)
                .stream().map(this::replica).toList();
    }

    private Replica replica(String address) {
        Answered answered = revision(address);
        if (answered.answer().statusCode() != OK) {
            throw BlockingCalls.refused(answered.what(), answered.answer());
        }
        try {
            Buffer said = answered.answer().bodyAsBuffer();
            Revision revision = REVISION.readValue(said == null ? new byte[0] : said.getBytes());
            return revision.at(address.substring(address.indexOf("//") + 2));
        } catch (IOException e) {
            throw ControlFailed.notNow(answered.what() + " answered no revision: " + e.getMessage(), e);
        }
    }

    /** By TLS it is asked under the name that all of them have: certificates name no pods. */
    private Answered revision(String address) {
        boolean tls = address.startsWith("https://") && !address.equals(base);
        if (!tls) {
            return ask("GET", address + PLAN + "/revision", JSON, null, CHECK_TIMEOUT);
        }
        URI pod = URI.create(address);
        SocketAddress server = BlockingCalls.server(pod);
        String where = base + PLAN + "/revision";
        return new Answered(
                "GET " + where + " at " + pod.getAuthority(),
                calls.call("GET", where, server, headers(JSON), null, CHECK_TIMEOUT));
    }

    /** What an injector says of its plan; what else it says is no concern of ours. */
    private record Revision(
            @JsonProperty(required = true) String instance,
            @JsonProperty(required = true) long revision,
            @JsonProperty(required = true) String etag,
            boolean expired,
            @Nullable Change changed) {

        /** How it came to be. */
        private record Change(String how, String by) {}

        Replica at(String address) {
            return new Replica(
                    address,
                    instance,
                    revision,
                    etag,
                    expired,
                    changed == null
                            ? null
                            : changed.how().replaceFirst("^set( to)?", "replaced$1") + " by " + changed.by());
        }
    }

    @Override
    public void clear() {
        call("DELETE", url, JSON, null);
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

    private ObjectNode call(String method, String where, String type, @Nullable String body) {
        return obeyed(ask(method, where, type, body, TIMEOUT));
    }

    private Answered ask(String method, String where, String type, @Nullable String body, Duration timeout) {
        Buffer sent = body == null ? null : Buffer.buffer(body);
        return new Answered(method + " " + where, calls.call(method, where, headers(type), sent, timeout));
    }

    private Map<String, String> headers(String type) {
        String shown = access.authorization();
        return shown == null ? Map.of("Content-Type", type) : Map.of("Content-Type", type, "Authorization", shown);
    }

    /** Returns the plan that the injector answers to whatever it is asked: without it nobody has obeyed. */
    private ObjectNode obeyed(Answered answered) {
        if (answered.answer().statusCode() / 100 != 2) {
            throw BlockingCalls.refused(answered.what(), answered.answer());
        }
        try {
            if (tree(answered.answer()) instanceof ObjectNode plan
                    && plan.path("rules").isArray()) {
                return plan;
            }
            throw ControlFailed.notNow(
                    answered.what() + " answered no fault plan, which is an object with rules", null);
        } catch (InvalidValue e) {
            throw ControlFailed.notNow(answered.what() + " answered no fault plan: " + e.getMessage(), e);
        }
    }

    private JsonNode tree(HttpResponse<Buffer> answer) {
        Buffer said = answer.bodyAsBuffer();
        return json.tree(said == null ? new byte[0] : said.getBytes());
    }
}
