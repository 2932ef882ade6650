package dev.faultline.client.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.experiment.step.HttpControl;
import dev.faultline.load.plan.Target;
import dev.faultline.platform.wire.InvalidValue;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Calls what experiments want called. Threadsafe; never to be used from an event loop. */
public final class HttpCalls implements HttpControl {

    private static final String CONTENT_TYPE = HttpHeaders.CONTENT_TYPE.toString();

    private final BlockingCalls calls;
    private final Consumer<Target> bounds;

    /** @param bounds refuses the targets that this process may not call */
    public HttpCalls(WebClient client, Consumer<Target> bounds) {
        this.calls = new BlockingCalls(client);
        this.bounds = bounds;
    }

    @Override
    public void check(HttpControl.Call call) {
        try {
            bounds.accept(call.url());
        } catch (InvalidValue e) {
            // It is called url here, and target by the bounds of the load.
            throw new InvalidValue("url", e.rule(), e.value(), e);
        }
    }

    @Override
    public void call(HttpControl.Call call) {
        HttpResponse<Buffer> answer = send(call);
        if (!call.expects(answer.statusCode())) {
            throw BlockingCalls.refused(call.toString(), answer);
        }
    }

    private HttpResponse<Buffer> send(HttpControl.Call call) {
        check(call);
        JsonNode body = call.body();
        Map<String, String> headers = new LinkedHashMap<>(call.headers());
        if (body != null && !body.isTextual() && headers.keySet().stream().noneMatch(CONTENT_TYPE::equalsIgnoreCase)) {
            headers.put(CONTENT_TYPE, "application/json");
        }
        Buffer sent = body == null ? null : Buffer.buffer(body.isTextual() ? body.textValue() : body.toString());
        return calls.call(call.method(), call.url().toString(), headers, sent, call.timeout());
    }
}
