package dev.faultline.injector.server;

import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.platform.channel.Listeners;
import io.netty.channel.Channel;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The data plane on one event loop, with all that lives on it. The loops share the port, and Vert.x deals connections out
 * among them.
 */
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
    private final PlanStore<Action> store;
    private final ActiveFaults active;
    private final Observers observers;
    private final String name;
    private final Consumer<Channel> accepted;
    private final Consumer<Running> opened;

    /** One that takes requests. May be used from any thread. */
    record Running(EventLoop loop, DelayQueue delayed, int port) {

        /** Returns what Vert.x calls the verticle, and all others beside it. */
        String deploymentId() {
            return loop.context().deploymentID();
        }

        /** Lets everything that is held back go at once, without a fault. */
        Future<Object> releaseHeld() {
            return onLoop(() -> {
                delayed.stop();
                return Future.succeededFuture();
            });
        }

        /** Answers at once what is held back; returns when that has left, and what is being forwarded. */
        Future<Object> finish() {
            return onLoop(() -> Future.join(delayed.close(), loop.upstreams().quiet()));
        }

        private Future<Object> onLoop(Supplier<Future<?>> action) {
            Promise<Object> done = Promise.promise();
            loop.soon(() -> action.get().<Object>mapEmpty().onComplete(done));
            return done.future();
        }
    }

    /**
     * @param port 0 for any free one
     * @param name what answers say they come from
     * @param accepted is handed every connection before anything else, by the event loop that accepts
     * @param opened is told once this takes requests
     */
    DataVerticle(
            String host,
            int port,
            PlanStore<Action> store,
            ActiveFaults active,
            Observers observers,
            String name,
            Consumer<Channel> accepted,
            Consumer<Running> opened) {
        // Vert.x gives every verticle a random port of its own for 0, and all servers of one negative port the same
        // one:
        // Quarkus uses -1 for the control plane.
        options = new HttpServerOptions()
                .setHost(host)
                .setPort(port == 0 ? SHARED : port)
                .setTcpKeepAlive(true)
                .setMaxInitialLineLength(MAX_HEAD)
                .setMaxHeaderSize(MAX_HEAD)
                .setHttp2ConnectionWindowSize(HTTP2_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS).setMaxHeaderListSize(MAX_HEAD));
        this.store = store;
        this.active = active;
        this.observers = observers;
        this.name = name;
        this.accepted = accepted;
        this.opened = opened;
    }

    @Override
    public void start(Promise<Void> started) {
        ContextInternal own = (ContextInternal) context;
        DelayQueue delayed = new DelayQueue(own, active);
        EventLoop loop = new EventLoop(own, new Upstreams(vertx, name));
        RequestHandler handler = new RequestHandler(store, delayed, loop, observers, name);
        vertx.createHttpServer(options)
                .connectionHandler(DataVerticle::connected)
                .requestHandler(handler)
                .invalidRequestHandler(handler::refuse)
                .listen()
                .compose(this::watched)
                .<Void>map(port -> {
                    opened.accept(new Running(loop, delayed, port));
                    return null;
                })
                .onComplete(started);
    }

    private static void connected(HttpConnection connection) {
        // Vert.x would log what ends a connection, which the exchanges of it learn too.
        connection.exceptionHandler(known -> {});
        RequestTrailers.keep(((ConnectionBase) connection).channel());
    }

    private Future<Integer> watched(HttpServer server) {
        int port = server.actualPort();
        return Future.fromCompletionStage(
                        Listeners.watch(
                                ((VertxInternal) vertx).getAcceptorEventLoopGroup(), each -> each == port, 1, accepted),
                        context)
                .map(port);
    }
}
