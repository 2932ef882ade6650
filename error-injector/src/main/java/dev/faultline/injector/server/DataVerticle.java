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
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

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

    /**
     * The name of the free port that the loops share: Vert.x gives every verticle a random port of its own for 0, and all
     * servers of one negative port the same one. Quarkus uses -1 for the control plane.
     */
    static final int ANY = -8080;

    /** The name of the one beside it that speaks TLS. */
    static final int ANY_OF_TLS = -8443;

    private final HttpServerOptions options;
    private final List<Listener> listeners;
    private final PlanStore<Action> store;
    private final ActiveFaults active;
    private final Observers observers;
    private final String name;
    private final Consumer<ClientOptionsBase> upstreamTls;
    private final Consumer<Running> opened;

    /**
     * A port.
     *
     * @param accepted is handed every connection before anything else, by the event loop that accepts
     */
    record Listener(int port, Consumer<Channel> accepted) {}

    /**
     * One that takes requests. May be used from any thread.
     *
     * @param ports of the listeners, in their order
     */
    record Running(EventLoop loop, DelayQueue delayed, List<Integer> ports) {

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
     * @param listeners at least one
     * @param name what answers say they come from
     * @param upstreamTls of services that are forwarded to
     * @param opened is told once this takes requests
     */
    DataVerticle(
            String host,
            List<Listener> listeners,
            PlanStore<Action> store,
            ActiveFaults active,
            Observers observers,
            String name,
            Consumer<ClientOptionsBase> upstreamTls,
            Consumer<Running> opened) {
        options = new HttpServerOptions()
                .setHost(host)
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
        this.listeners = List.copyOf(listeners);
        this.upstreamTls = upstreamTls;
        this.opened = opened;
    }

    @Override
    public void start(Promise<Void> started) {
        ContextInternal own = (ContextInternal) context;
        DelayQueue delayed = new DelayQueue(own, active);
        EventLoop loop = new EventLoop(own, new Upstreams(vertx, name, upstreamTls));
        RequestHandler handler = new RequestHandler(store, delayed, loop, observers, name);
        Future<List<Integer>> ports = Future.succeededFuture(List.of());
        for (Listener listener : listeners) {
            ports = ports.compose(before -> listen(listener, handler)
                    .map(port -> Stream.concat(before.stream(), Stream.of(port)).toList()));
        }
        ports.<Void>map(all -> {
                    opened.accept(new Running(loop, delayed, all));
                    return null;
                })
                .onComplete(started);
    }

    private Future<Integer> listen(Listener listener, RequestHandler handler) {
        return vertx.createHttpServer(new HttpServerOptions(options).setPort(listener.port()))
                .connectionHandler(DataVerticle::connected)
                .requestHandler(handler)
                .invalidRequestHandler(handler::refuse)
                .listen()
                .compose(server -> watched(server, listener));
    }

    private static void connected(HttpConnection connection) {
        // Vert.x would log what ends a connection, which the exchanges of it learn too.
        connection.exceptionHandler(known -> {});
        RequestTrailers.keep(((ConnectionBase) connection).channel());
    }

    private Future<Integer> watched(HttpServer server, Listener listener) {
        int port = server.actualPort();
        return Future.fromCompletionStage(
                        Listeners.watch(
                                ((VertxInternal) vertx).getAcceptorEventLoopGroup(),
                                each -> each == port,
                                1,
                                listener.accepted()),
                        context)
                .map(port);
    }
}
