package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An act with a bug: it is reported once, and its caller is not left waiting. */
@Timeout(30)
class SafetyNetTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<Throwable> reported = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private EventLoop loop() {
        return new EventLoop((ContextInternal) vertx.getOrCreateContext(), new Upstreams(vertx, "test", options -> {}));
    }

    private Future<HttpClientResponse> ask(HttpVersion version, Action action) {
        vertx.exceptionHandler(reported::add);
        Outcome<Action> ending =
                new Outcome<>(new Counters.Series("r", "bug"), new LongAdder(), "r/bug", action, () -> null);
        int port = await(vertx.createHttpServer(new HttpServerOptions().setPort(0))
                        .requestHandler(request -> {
                            Exchange exchange = new Exchange(request, System.nanoTime(), loop());
                            exchange.attempt(() -> exchange.end(ending));
                        })
                        .listen())
                .actualPort();
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/").compose(HttpClientRequest::send);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void beforeTheAnswerItIsA500(HttpVersion version) {
        IllegalStateException bug = new IllegalStateException("a bug");
        HttpClientResponse answer = await(ask(version, exchange -> {
            exchange.response().putHeader("content-length", "5");
            throw bug;
        }));
        assertEquals(500, answer.statusCode());
        assertEquals(null, answer.getHeader("x-faultline-fault"));
        assertEquals(0, await(answer.body()).length());
        assertEquals(List.of(bug), reported);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void withinTheAnswerItIsAReset(HttpVersion version) {
        IllegalStateException bug = new IllegalStateException("a bug");
        Future<HttpClientResponse> answer = ask(version, exchange -> {
            exchange.response().setChunked(true).write("begun").onFailure(reported::add);
            throw bug;
        });
        assertThrows(CompletionException.class, () -> await(answer.compose(HttpClientResponse::body)));
        assertTrue(reported.contains(bug), reported.toString());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
