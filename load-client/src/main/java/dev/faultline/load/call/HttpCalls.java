package dev.faultline.load.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.chaostoolkit.Exchange;
import dev.faultline.load.chaostoolkit.HttpAnswer;
import dev.faultline.load.experiment.HttpCall;
import dev.faultline.load.experiment.HttpControl;
import dev.faultline.load.plan.Target;
import dev.faultline.wire.InvalidValue;
import io.netty.handler.codec.http.HttpUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Calls what experiments want called. Threadsafe; never to be used from an event loop. */
public final class HttpCalls implements HttpControl, Exchange {

    private static final String CONTENT_TYPE = HttpHeaders.CONTENT_TYPE.toString();

    private final Calls calls;
    private final Consumer<Target> bounds;

    /** @param bounds refuses the targets that this process may not call */
    public HttpCalls(WebClient client, Consumer<Target> bounds) {
        this.calls = new Calls(client);
        this.bounds = bounds;
    }

    @Override
    public void check(HttpCall call) {
        try {
            bounds.accept(call.url());
        } catch (InvalidValue e) {
            // It is called url here, and target by the bounds of the load.
            throw new InvalidValue("url", e.rule(), e.value(), e);
        }
    }

    @Override
    public void call(HttpCall call) {
        HttpResponse<Buffer> answer = send(call);
        if (!call.expects(answer.statusCode())) {
            throw Calls.refused(call.toString(), answer);
        }
    }

    @Override
    public HttpAnswer ask(HttpCall call) {
        HttpResponse<Buffer> answer = send(call);
        Map<String, String> headers = new LinkedHashMap<>();
        answer.headers().forEach(header -> headers.merge(header.getKey(), header.getValue(), (a, b) -> a + ", " + b));
        Buffer body = answer.body();
        return new HttpAnswer(answer.statusCode(), headers, body == null ? "" : body.toString(charset(answer)));
    }

    /** What is declared, as long as it is known here. */
    private static Charset charset(HttpResponse<Buffer> answer) {
        String type = answer.getHeader(CONTENT_TYPE);
        return type == null ? StandardCharsets.UTF_8 : HttpUtil.getCharset(type, StandardCharsets.UTF_8);
    }

    private HttpResponse<Buffer> send(HttpCall call) {
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
