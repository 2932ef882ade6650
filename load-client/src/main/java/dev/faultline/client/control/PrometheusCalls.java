package dev.faultline.client.control;

import dev.faultline.learn.source.PrometheusApi;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks Prometheus. Threadsafe; never to be used from an event loop. */
public final class PrometheusCalls implements PrometheusApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Some million samples, where there is room: what is read of an answer takes some times as much as the answer itself. */
    private static final int LONGEST_ANSWER =
            (int) Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 16);

    private final BlockingCalls calls;
    private final @Nullable String own;
    private final Consumer<URI> bounds;
    private final Supplier<@Nullable String> authorization;

    /**
     * @param own the address of the Prometheus of this process, which it may call whatever the bounds are; null if there is none
     * @param bounds refuses the hosts that this process may not call
     * @param authorization is shown to the own Prometheus and nobody else; gives null for none
     */
    public PrometheusCalls(
            WebClient client, @Nullable String own, Consumer<URI> bounds, Supplier<@Nullable String> authorization) {
        this.calls = new BlockingCalls(client, LONGEST_ANSWER);
        this.own = own == null ? null : own.replaceAll("/+$", "").replaceAll("/api/v1$", "");
        this.bounds = bounds;
        this.authorization = authorization;
    }

    @Override
    public Answer get(String base, String query) {
        boolean isOwn = base.equals(own);
        if (!isOwn) {
            bounds.accept(URI.create(base));
        }
        String shown = isOwn ? authorization.get() : null;
        Map<String, String> headers = shown == null ? Map.of() : Map.of("Authorization", shown);
        HttpResponse<Buffer> answer = calls.call("GET", base + query, headers, null, TIMEOUT);
        Buffer body = answer.bodyAsBuffer();
        return new Answer(answer.statusCode(), new ByteArrayInputStream(body == null ? new byte[0] : body.getBytes()));
    }
}
