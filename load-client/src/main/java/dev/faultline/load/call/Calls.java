package dev.faultline.load.call;

import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.wire.Excerpt;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls that wait for their answer. Threadsafe; never to be used from an event loop. */
final class Calls {

    private static final int QUOTED = 300;
    private static final int LONGEST_BODY = 1 << 20;

    private final WebClient client;

    Calls(WebClient client) {
        this.client = client;
    }

    /**
     * Returns the answer, whatever its status.
     *
     * @throws ControlFailed if there is none within the time, or one of more than 1 MiB
     */
    HttpResponse<Buffer> call(
            String method, String url, Map<String, String> headers, @Nullable Buffer body, Duration timeout) {
        HttpRequest<Buffer> request = client.requestAbs(HttpMethod.valueOf(method), url)
                .timeout(timeout.toMillis())
                .followRedirects(false)
                .as(new BoundedBody(LONGEST_BODY));
        headers.forEach(request::putHeader);
        var sent = body == null ? request.send() : request.sendBuffer(body);
        String what = method + " " + url;
        try {
            // The client's own time-out ends the call; the longer wait only guards against a lost answer.
            return sent.toCompletionStage().toCompletableFuture().get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ControlFailed(what + " failed: " + cause.getMessage(), false, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed(what + " was interrupted", false, e);
        }
    }

    /** Returns the complaint about an answer that is not fine. */
    static ControlFailed refused(String what, HttpResponse<Buffer> answer) {
        String said = answer.bodyAsString();
        String detail = said == null ? "" : ": " + Excerpt.of(said, QUOTED);
        return new ControlFailed(what + " answered " + answer.statusCode() + detail, true, null);
    }
}
