package dev.faultline.injector.server;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.ContextInternal;
import java.util.function.Consumer;
import java.util.function.Function;

/** The data plane on one event loop. The loops share the port, and Vert.x deals connections out among them. */
final class DataVerticle extends AbstractVerticle {

    /** What real services take is taken here too, rather than answered 414 or 431 by Vert.x' smaller defaults. */
    private static final int MAX_HEAD = 64 * 1024;

    /** Held-back requests of a proxy share one connection; at Vert.x' 100 a delay of 1 s would cap it at 100 rps. */
    private static final long MAX_STREAMS = 10_000;

    /**
     * Clients that time out on delayed requests reset them, which is no attack: at Vert.x' 200 in 30 s the whole
     * connection would be torn down, and the experiment with it.
     */
    private static final int MAX_RESETS = 1_000_000;

    /** Bodies that wait for a delay to pass must not keep the streams beside them from theirs. */
    private static final int HTTP2_WINDOW = 4 * 1024 * 1024;

    /** The name among negative ports of the free one that the loops share. */
    private static final int SHARED = -8080;

    private final HttpServerOptions options;
    private final Function<ContextInternal, Lane> lanes;
    private final Consumer<Lane> opened;

    /**
     * @param port 0 for any free one
     * @param opened is told once the lane takes requests
     */
    DataVerticle(String host, int port, Function<ContextInternal, Lane> lanes, Consumer<Lane> opened) {
        // Vert.x gives every verticle a random port of its own for 0, and all servers of one negative port the same
        // one:
        // Quarkus uses -1 for the control plane.
        options = new HttpServerOptions()
                .setHost(host)
                .setPort(port == 0 ? SHARED : port)
                .setTcpKeepAlive(true)
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(MAX_HEAD)
                .setMaxHeaderSize(MAX_HEAD)
                .setHttp2ConnectionWindowSize(HTTP2_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS).setMaxHeaderListSize(MAX_HEAD));
        this.lanes = lanes;
        this.opened = opened;
    }

    @Override
    public void start(Promise<Void> started) {
        Lane lane = lanes.apply((ContextInternal) context);
        vertx.createHttpServer(options)
                // Vert.x would log what ends a connection, which the exchanges of it learn too.
                .connectionHandler(connection -> connection.exceptionHandler(known -> {}))
                .requestHandler(lane.reception())
                .invalidRequestHandler(lane.reception()::refuse)
                .listen()
                .<Void>map(server -> {
                    opened.accept(lane.on(server.actualPort()));
                    return null;
                })
                .onComplete(started);
    }
}
