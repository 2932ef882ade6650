package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwarded, dripping and truncated answers to callers of HTTP/2, and gRPC calls. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class Http2DeliveryTest extends WireTestBase {

    private static final long INTERNAL_ERROR = 2;

    /** The other end has an event loop of its own, so that neither can wait for the other. */
    private final Vertx ownVertx = Vertx.vertx();

    /** All that the client does happens here, so that no answer comes before there is someone to read it. */
    private final Context loop = ownVertx.getOrCreateContext();

    private HttpClient client;

    @BeforeEach
    void connectClient() {
        client = ownVertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(dataPlane.port()));
    }

    @Override
    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        await(client.close());
        super.nothingIsLeftBehind();
        await(ownVertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private void forwardTo(Consumer<HttpServerRequest> handler) {
        HttpServer server = ownVertx.createHttpServer().requestHandler(handler::accept);
        forwardTo(await(server.listen(0, "127.0.0.1")).actualPort());
    }

    private static void forwardTo(int port) {
        putPlan("{'otherwise':{'type':'forward','to':'http://127.0.0.1:" + port + "'}}");
    }

    /** What came of an answer: its body so far, and how it ended. */
    private record Received(
            HttpClientResponse head, Buffer body, @Nullable Throwable broken) {}

    private Received receive(HttpMethod method, @Nullable String body) {
        return await(onLoop(() -> client.request(method, "/p?q=%zz")
                .compose(request -> body == null ? request.send() : request.send(body))
                .compose(Http2DeliveryTest::read)));
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> action.get().onComplete(done));
        return done.future();
    }

    private static Future<Received> read(HttpClientResponse response) {
        Promise<Received> received = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(body::appendBuffer)
                .endHandler(end -> received.complete(new Received(response, body, null)))
                .exceptionHandler(broken -> received.tryComplete(new Received(response, body, broken)));
        return received.future();
    }

    @Test
    void bodilessRequestsStaySo() {
        BlockingQueue<MultiMap> heads = new LinkedBlockingQueue<>();
        forwardTo(request -> {
            heads.add(request.headers().add("uri", request.uri()));
            request.response().end("hi");
        });
        Received received = receive(HttpMethod.GET, null);
        assertEquals("hi", received.body().toString());
        assertEquals("2", received.head().getHeader("content-length"));
        MultiMap head = heads.remove();
        assertEquals("/p?q=%zz", head.get("uri"));
        assertEquals("127.0.0.1:" + dataPlane.port(), head.get("host"));
        assertTrue(head.get("via").startsWith("2 test-host:"), head.toString());
        assertFalse(head.contains("transfer-encoding"), head.toString());
    }

    @Test
    void bodiesAreForwardedBothWays() {
        forwardTo(request -> request.body().onSuccess(body -> request.response().end(body.appendString(" and back"))));
        assertEquals("there and back", receive(HttpMethod.POST, "there").body().toString());
        String much = "x".repeat(1_000_000);
        assertEquals(much.length() + 9, receive(HttpMethod.PUT, much).body().length());
        assertEquals(0, receive(HttpMethod.HEAD, null).body().length());
    }

    @Test
    void bodiesWithoutALengthAreChunkedUpstream() {
        forwardTo(request -> request.body()
                .onSuccess(body -> request.response().end(request.getHeader("transfer-encoding") + body)));
        Received received =
                await(onLoop(() -> client.request(HttpMethod.POST, "/").compose(request -> {
                    Future<Received> answer = request.response().compose(Http2DeliveryTest::read);
                    request.setChunked(true).write("a");
                    request.end("b");
                    return answer;
                })));
        assertEquals("chunkedab", received.body().toString());
    }

    @Test
    void brokenAnswersAreReset() {
        forwardTo(request -> request.response()
                .putHeader("content-length", "10")
                .write("abc")
                .onSuccess(written -> request.connection().close()));
        Received received = receive(HttpMethod.GET, null);
        assertEquals("abc", received.body().toString());
        assertEquals(
                INTERNAL_ERROR,
                assertInstanceOf(StreamResetException.class, received.broken()).getCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset"})
    void truncatedAnswersCostNoOtherStream(String end) {
        abort("'truncate','declared':10,'sent':3,'end':'" + end + "'");
        Received received = receive(HttpMethod.GET, null);
        assertEquals("10", received.head().getHeader("content-length"));
        assertEquals("***", received.body().toString());
        if (end.equals("reset")) {
            assertEquals(
                    INTERNAL_ERROR,
                    assertInstanceOf(StreamResetException.class, received.broken())
                            .getCode());
        }
        stop();
        assertEquals("ok", receive(HttpMethod.GET, null).body().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset"})
    void answersWithoutABodyAreWithheldAtNoCostToOtherStreams(String end) {
        String cut = "{'type':'truncate','percentage':100,'end':'" + end + "'";
        putPlan("{'rules':[{'match':{'methods':['HEAD']},'aborts':[" + cut + "}]},"
                + "{'match':{'methods':['PUT']},'aborts':[" + cut + ",'at':'response'}]},"
                + "{'delay':{'type':'fixed','value':'5m'}}],'otherwise':{'type':'respond','status':204,'body':''}}");
        Future<Received> sibling = onLoop(() -> client.request(HttpMethod.GET, "/")
                .compose(HttpClientRequest::send)
                .compose(Http2DeliveryTest::read));
        awaitActive(1);
        for (HttpMethod method : new HttpMethod[] {HttpMethod.HEAD, HttpMethod.PUT}) {
            Throwable broken = await(onLoop(() -> client.request(method, "/")
                    .compose(HttpClientRequest::send)
                    .map((Throwable) new AssertionError("an answer"))
                    .otherwise(failure -> failure)));
            assertEquals(
                    INTERNAL_ERROR,
                    assertInstanceOf(StreamResetException.class, broken).getCode());
        }
        stop();
        assertEquals(204, await(sibling).head().statusCode());
    }

    @Test
    void dripsAndIsHurried() {
        abort("'drip','bytesPerSecond':200,'size':20");
        long start = System.nanoTime();
        assertEquals("*".repeat(20), receive(HttpMethod.GET, null).body().toString());
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(100));
        assertEquals(0, receive(HttpMethod.HEAD, null).body().length());
        abort("'drip','bytesPerSecond':1,'size':300000");
        Future<Received> slow = onLoop(() -> client.request(HttpMethod.GET, "/")
                .compose(HttpClientRequest::send)
                .compose(Http2DeliveryTest::read));
        awaitActive(1);
        stop();
        assertEquals(300_000, await(slow).body().length());
    }

    @Test
    void resetStreamsEndTheirDrips() {
        abort("'drip','bytesPerSecond':1,'size':300");
        HttpClientRequest request = await(client.request(HttpMethod.GET, "/"));
        await(request.send()).exceptionHandler(reset -> {});
        awaitActive(1);
        request.reset();
        awaitActive(0);
    }

    /** Makes a gRPC call with one message. */
    private Received call() {
        return await(onLoop(() -> client.request(HttpMethod.POST, "/s/m")
                .compose(request -> request.putHeader("content-type", "application/grpc+proto")
                        .putHeader("te", "trailers")
                        .send(Buffer.buffer(new byte[5])))
                .compose(Http2DeliveryTest::read)));
    }

    @Test
    void grpcCallsAreForwardedWithTheirTrailers() {
        forwardTo(request -> request.body().onSuccess(body -> {
            assertEquals(HttpVersion.HTTP_2, request.version());
            request.response()
                    .putHeader("content-type", request.getHeader("content-type"))
                    .putTrailer("grpc-status", "5")
                    .putTrailer("x-te", request.getHeader("te"))
                    .end(body);
        }));
        Received received = call();
        assertEquals(5, received.body().length());
        assertEquals("5", received.head().getTrailer("grpc-status"));
        assertEquals("trailers", received.head().getTrailer("x-te"));
        assertEquals("application/grpc+proto", received.head().getHeader("content-type"));
    }

    @Test
    void grpcErrorsEndWithTheirHead() {
        forwardTo(request -> request.response()
                .putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "7")
                .end());
        Received received = call();
        assertEquals("7", received.head().getHeader("grpc-status"));
        // Which ends the stream: nothing else would say how long nothing is.
        assertEquals("0", received.head().getHeader("content-length"));
    }

    @Test
    void grpcStreamsFlowBothWaysAtOnce() throws InterruptedException {
        forwardTo(request -> {
            request.response().putHeader("content-type", "application/grpc").writeHead();
            request.handler(request.response()::write);
            request.endHandler(
                    end -> request.response().putTrailer("grpc-status", "0").end());
        });
        HttpClientRequest request = await(client.request(HttpMethod.POST, "/s/stream"));
        request.setChunked(true).putHeader("content-type", "application/grpc");
        await(request.sendHead());
        BlockingQueue<Buffer> messages = new LinkedBlockingQueue<>();
        Promise<String> status = Promise.promise();
        HttpClientResponse response = await(onLoop(() -> request.response().map(head -> {
            head.handler(messages::add).endHandler(end -> status.complete(head.getTrailer("grpc-status")));
            return head;
        })));
        assertEquals(200, response.statusCode());
        for (int i = 1; i < 4; i++) {
            request.write(Buffer.buffer(new byte[i]));
            assertEquals(i, messages.take().length());
        }
        request.end();
        assertEquals("0", await(status.future()));
    }

    @Test
    void grpcCallsLearnWhyTheyFailed() {
        forwardTo(1);
        Received received = call();
        assertEquals(200, received.head().statusCode());
        assertEquals("14", received.head().getHeader("grpc-status"));
        assertEquals("the upstream refused the connection", received.head().getHeader("grpc-message"));
    }

    @Test
    void resetCallsAreResetUpstream() throws InterruptedException {
        BlockingQueue<Long> resets = new LinkedBlockingQueue<>();
        Promise<Void> asked = Promise.promise();
        forwardTo(request -> {
            request.response().exceptionHandler(reset -> resets.add(((StreamResetException) reset).getCode()));
            asked.tryComplete();
        });
        HttpClientRequest request = await(client.request(HttpMethod.POST, "/s/m"));
        request.exceptionHandler(reset -> {});
        request.putHeader("content-type", "application/grpc").setChunked(true).sendHead();
        await(asked.future());
        request.reset(8);
        assertEquals(8, resets.take());
    }
}
