package dev.faultline.load.injector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.load.experiment.FaultControl;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The fault plan of an error injector, over its control API. Threadsafe; never to be called from an event loop. */
public final class InjectorControl implements FaultControl {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final WebClient client;
    private final StrictReader json;
    private final String url;

    /** @param base the control API's address, such as {@code http://error-injector:9000} */
    public InjectorControl(WebClient client, StrictReader json, String base) {
        this.client = client;
        this.json = json;
        this.url = base.replaceAll("/+$", "") + "/api/faults";
    }

    @Override
    public JsonNode plan() {
        try {
            return json.tree(call(HttpMethod.GET, null).bodyAsBuffer().getBytes());
        } catch (InvalidValue e) {
            throw new ControlFailed("GET " + url + " answered no plan: " + e.getMessage(), true, e);
        }
    }

    @Override
    public void put(JsonNode plan) {
        call(HttpMethod.PUT, plan);
    }

    @Override
    public void clear() {
        call(HttpMethod.DELETE, null);
    }

    private HttpResponse<Buffer> call(HttpMethod method, @Nullable JsonNode body) {
        String what = method + " " + url;
        var request = client.requestAbs(method, url)
                .timeout(TIMEOUT.toMillis())
                .putHeader("Content-Type", "application/json");
        var sent = body == null ? request.send() : request.sendBuffer(Buffer.buffer(body.toString()));
        HttpResponse<Buffer> response;
        try {
            // The client's own time-out ends the call; the longer wait only guards against a lost answer.
            response =
                    sent.toCompletionStage().toCompletableFuture().get(TIMEOUT.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ControlFailed(what + " failed: " + cause.getMessage(), false, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed(what + " was interrupted", false, e);
        }
        if (response.statusCode() >= 400) {
            String said = response.bodyAsString();
            String detail = said == null ? "" : ": " + said.substring(0, Math.min(300, said.length()));
            throw new ControlFailed(what + " answered " + response.statusCode() + detail, true, null);
        }
        return response;
    }
}
