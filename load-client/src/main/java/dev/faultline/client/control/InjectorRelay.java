package dev.faultline.client.control;

import dev.faultline.platform.wire.ControlFailed;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Hands calls on to the control API of an error injector, and its answers back. Threadsafe; never blocks. */
public final class InjectorRelay {

    /** The longest body, of calls and of answers, in bytes. */
    public static final int LONGEST_BODY = 1 << 20;

    /** What of a call is handed on besides the body; the caller's own token is for us alone. */
    public static final List<String> ASKED = List.of("Content-Type", "Accept", "If-Match", "If-None-Match");

    private static final List<String> ANSWERED = List.of("Content-Type", "ETag", "Retry-After", "Allow");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final WebClient client;
    private final String service;
    private final String base;
    private final InjectorAccess access;

    /**
     * What is asked.
     *
     * @param path with its query, from {@code /api} on
     * @param headers of those in {@link #ASKED}
     * @param body null for none
     */
    public record Question(
            String method,
            String path,
            Map<String, String> headers,
            @Nullable Buffer body) {

        /** Returns the question what is there. */
        public static Question get(String path) {
            return new Question("GET", path, Map.of("Accept", "application/json"), null);
        }
    }

    /**
     * What came back.
     *
     * @param headers what is said of the body, and when to come again
     */
    public record Answer(int status, Map<String, String> headers, Buffer body) {

        /** Returns whether it was done. */
        public boolean isFine() {
            return status / 100 == 2;
        }
    }

    /**
     * Hands calls on.
     *
     * @param service what the injector is called
     * @param base the address of its control API, such as {@code http://error-injector:9000}
     * @param access is shown there and nowhere else
     */
    public InjectorRelay(WebClient client, String service, String base, InjectorAccess access) {
        this.client = client;
        this.service = service;
        this.base = base.replaceAll("/+$", "");
        this.access = access;
    }

    /** Returns the address of the control API, without a slash at the end. */
    public String base() {
        return base;
    }

    /**
     * Asks, and completes with the answer, whatever its status; within five seconds.
     *
     * @return fails with {@link ControlFailed} if there is none, or one of more than {@value #LONGEST_BODY} bytes
     */
    public CompletableFuture<Answer> ask(Question question) {
        try {
            return sent(question)
                    .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(InjectorRelay::answer)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed(failure)));
        } catch (IllegalStateException | RejectedExecutionException e) {
            // This process is ending and has closed its clients.
            return CompletableFuture.failedFuture(failed(e));
        }
    }

    private CompletableFuture<HttpResponse<Buffer>> sent(Question question) {
        HttpRequest<Buffer> request = client.requestAbs(HttpMethod.valueOf(question.method()), base + question.path())
                .timeout(LIMIT.toMillis())
                .followRedirects(false)
                .as(new BlockingCalls.BoundedBody(LONGEST_BODY));
        question.headers().forEach(request::putHeader);
        String shown = access.authorization();
        if (shown != null) {
            request.putHeader(HttpHeaderNames.AUTHORIZATION.toString(), shown);
        }
        Buffer body = question.body();
        return (body == null ? request.send() : request.sendBuffer(body))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static Answer answer(HttpResponse<Buffer> response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : ANSWERED) {
            String value = response.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        Buffer body = response.body();
        return new Answer(response.statusCode(), headers, body == null ? Buffer.buffer() : body);
    }

    /** Returns what a stage after {@link #ask} has failed with. */
    public static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof CompletionException && inner != null ? inner : failure;
    }

    private ControlFailed failed(Throwable failure) {
        Throwable cause = cause(failure);
        String why = cause instanceof TimeoutException
                ? "not within " + LIMIT.toSeconds() + " s"
                : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new ControlFailed(service + " at " + base + " does not answer: " + why, false, cause);
    }
}
