package dev.faultline.backend;

import io.grpc.protobuf.services.HealthStatusManager;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.grpcio.server.GrpcIoServer;
import io.vertx.grpcio.server.GrpcIoServiceBridge;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Answers gRPC calls: those of gRPC's standard health service ({@code grpc.health.v1.Health}), and all others with
 * UNIMPLEMENTED, as every gRPC server does. It is SERVING until the process is told to stop. Threadsafe.
 */
@Singleton
final class GrpcHealth {

    private static final String GRPC = "application/grpc";

    private final HealthStatusManager health = new HealthStatusManager();
    private final GrpcIoServer server;

    GrpcHealth(Vertx vertx) {
        server = GrpcIoServer.server(vertx);
        GrpcIoServiceBridge.bridge(health.getHealthService()).bind(server);
    }

    /** Returns whether it is a call of gRPC, which is of HTTP/2, whatever its message is encoded by. */
    static boolean isCall(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return false;
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, GRPC, 0, GRPC.length());
    }

    /** Answers the call, whose body must not have been read; on the event loop. */
    void answer(RoutingContext context) {
        context.request().resume();
        server.handle(context.request());
    }

    /** Tells who watches that no more calls are wanted. */
    void stopping(@Observes ShutdownDelayInitiatedEvent event) {
        health.enterTerminalState();
    }
}
