package dev.faultline.backend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC as grpc-java's client sees it, without Quarkus around it. */
class GrpcHealthTest {

    private static final Metadata.Key<String> SERVER = Metadata.Key.of("server", Metadata.ASCII_STRING_MARSHALLER);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Vertx vertx = Vertx.vertx();
    private final Traffic traffic = new Traffic();
    private final GrpcHealth health = new GrpcHealth(vertx);
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** What a watcher has been told so far. */
    private static final class Seen implements StreamObserver<HealthCheckResponse> {

        private final List<ServingStatus> statuses = new CopyOnWriteArrayList<>();

        @Override
        public void onNext(HealthCheckResponse response) {
            statuses.add(response.getStatus());
        }

        @Override
        public void onError(Throwable failure) {
            // The test leaves while it is watching.
        }

        @Override
        public void onCompleted() {
            throw new AssertionError("a watch has no end of its own");
        }
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource({"none, 0", "fixed:50ms, 50"})
    void isHealthyAndTakesItsServiceTime(String time, long millis) {
        ManagedChannel channel = connect(serve(ServiceTime.parse("time", time), 9));
        AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();
        Channel heard = ClientInterceptors.intercept(
                channel, MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
        long began = System.nanoTime();
        assertEquals(ServingStatus.SERVING, check(heard, ""));
        assertTrue(System.nanoTime() - began >= TimeUnit.MILLISECONDS.toNanos(millis));
        // By which load-client knows whose answer it is.
        assertEquals("Test/1", Objects.requireNonNull(headers.get()).get(SERVER));
        await().until(() -> traffic.ended(Traffic.Outcome.SUCCESS) == 1);
        assertEquals(0, traffic.inFlight());
    }

    @Test
    void knowsNoOtherService() {
        ManagedChannel channel = connect(serve(new ServiceTime.None(), 9));
        assertEquals(Status.Code.NOT_FOUND, code(() -> check(channel, "shop.Cart")));
    }

    @ParameterizedTest
    @EnumSource(
            value = MethodDescriptor.MethodType.class,
            names = {"UNARY", "SERVER_STREAMING"})
    void hasNoOtherMethod(MethodDescriptor.MethodType type) {
        ManagedChannel channel = connect(serve(new ServiceTime.None(), 9));
        for (String method : List.of("shop.Cart/Add", "grpc.health.v1.Health/Nope", "grpc.health.v1.Nope/Check")) {
            MethodDescriptor<HealthCheckRequest, HealthCheckResponse> descriptor =
                    HealthGrpc.getCheckMethod().toBuilder()
                            .setFullMethodName(method)
                            .setType(type)
                            .build();
            assertEquals(
                    Status.Code.UNIMPLEMENTED,
                    code(() -> ClientCalls.blockingServerStreamingCall(
                                    channel, descriptor, soon(), HealthCheckRequest.getDefaultInstance())
                            .hasNext()));
        }
    }

    @Test
    void tellsWhoWatchesThatItStops() {
        ManagedChannel channel = connect(serve(new ServiceTime.None(), 9));
        Seen seen = new Seen();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), seen);
        await().until(() -> seen.statuses.equals(List.of(ServingStatus.SERVING)));
        assertEquals(1, traffic.inFlight());
        health.stopping(new ShutdownDelayInitiatedEvent());
        await().until(() -> seen.statuses.equals(List.of(ServingStatus.SERVING, ServingStatus.NOT_SERVING)));
        assertEquals(ServingStatus.NOT_SERVING, check(channel, ""));
        channel.shutdownNow();
        await().until(() -> traffic.inFlight() == 0 && traffic.ended() == 2);
    }

    @Test
    void isUnavailableBeyondItsLimit() {
        ManagedChannel channel = connect(serve(new ServiceTime.None(), 1));
        Seen seen = new Seen();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), seen);
        await().until(() -> seen.statuses.size() == 1);
        assertEquals(Status.Code.UNAVAILABLE, code(() -> check(channel, "")));
    }

    /** gRPC is of HTTP/2; what comes otherwise must not look like a call that went well. */
    @Test
    void refusesCallsThatAreNotOfHttp2() throws Exception {
        URI server = serve(new ServiceTime.None(), 9);
        HttpRequest call = HttpRequest.newBuilder(server.resolve("/grpc.health.v1.Health/Check"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("content-type", "application/grpc")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5]))
                .build();
        HttpResponse<Void> answer =
                HTTP.sendAsync(call, HttpResponse.BodyHandlers.discarding()).get(20, TimeUnit.SECONDS);
        assertEquals(4, answer.statusCode() / 100, answer::toString);
    }

    @Test
    void leavesOtherPostsAlone() throws Exception {
        URI server = serve(new ServiceTime.None(), 9);
        HttpRequest post = HttpRequest.newBuilder(server)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertEquals(
                405,
                HTTP.sendAsync(post, HttpResponse.BodyHandlers.discarding())
                        .get(20, TimeUnit.SECONDS)
                        .statusCode());
    }

    private ManagedChannel connect(URI server) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(server.getHost(), server.getPort())
                .usePlaintext()
                .disableRetry()
                .build();
        channels.add(channel);
        return channel;
    }

    private static CallOptions soon() {
        return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static ServingStatus check(Channel channel, String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private static Status.Code code(Executable call) {
        return assertThrows(StatusRuntimeException.class, call).getStatus().getCode();
    }

    private URI serve(ServiceTime time, int maxInFlight) {
        Settings settings =
                new Settings(null, time, new SplittableRandom(1), maxInFlight, "Test/1", SettingsTest.BOUNDS);
        Router router = Router.router(vertx);
        ServerStatus status = new ServerStatus(settings, traffic, vertx);
        new TrafficRoutes(settings, traffic, status, health, vertx).register(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }
}
