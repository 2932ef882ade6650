package dev.faultline.load.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads from the API server for some seconds, all calls together. For one thread. */
final class KubeApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final long deadline;
    private @Nullable Duration ahead;

    /** What came back; of what is no JSON the body is missing. */
    record Answer(int status, JsonNode body) {}

    /** @param atMost how long all calls may take */
    KubeApi(KubernetesClient client, Duration atMost, InstantSource clock, LongSupplier nanos) {
        this.client = client;
        this.clock = clock;
        this.nanos = nanos;
        this.deadline = nanos.getAsLong() + atMost.toNanos();
    }

    /** Returns the namespace that the client is in. */
    String namespace() {
        String own = client.getNamespace();
        return own == null ? "default" : own;
    }

    /** Returns how far the API server's clock is ahead of ours; null before the first answer. */
    @Nullable
    Duration ahead() {
        return ahead;
    }

    /**
     * Returns the answer to a GET.
     *
     * @throws IOException if there was none in the time that is left
     */
    Answer get(String path) throws IOException {
        String base = client.getMasterUrl().toString().replaceAll("/+$", "");
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + path)
                .header("Accept", "application/json")
                .build();
        Instant before = clock.instant();
        HttpResponse<String> response = await(client.getHttpClient().sendAsync(request, String.class));
        if (ahead == null) {
            ahead = HttpDate.ahead(response.header("Date"), before, clock.instant())
                    .orElse(null);
        }
        return new Answer(response.code(), tree(response.body()));
    }

    private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer) throws IOException {
        try {
            return answer.get(Math.max(0, deadline - nanos.getAsLong()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            boolean unused = answer.cancel(true);
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(String.valueOf(cause == null ? e : cause.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonNode tree(@Nullable String body) {
        try {
            return body == null ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
