package dev.faultline.backend;

import dev.faultline.platform.channel.Listeners;
import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.http.ControlPorts;
import dev.faultline.platform.http.HttpDate;
import dev.faultline.platform.http.RequestFraming;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Answers every request of the traffic port. Runs on event loops; Vert.x reads files on its workers. */
@Singleton
final class TrafficRoutes {

    private static final Logger LOG = Logger.getLogger(TrafficRoutes.class);
    private static final String STATUS_PATH = "/server-status";
    private static final String METHODS = "GET, HEAD, OPTIONS";

    /**
     * Paths that are not looked for on disk: with a name that begins with a dot, which Apache's configuration hides
     * too, or with an encoded slash, backslash or NUL, by which others are spelled.
     */
    private static final String HIDDEN = "(?i).*(?:/\\.|\\\\|%2f|%5c|%00).*";

    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf("faultline.counted");

    private final Settings settings;
    private final Traffic traffic;
    private final ServerStatus status;
    private final GrpcHealth health;
    private final VertxInternal vertx;
    private final Consumer<Channel> accepted;

    /** Those that are known to be open, or to be opened: that of health and metrics is. */
    private final AtomicInteger ports = new AtomicInteger(1);

    private final DateHeader date = new DateHeader();

    TrafficRoutes(Settings settings, Traffic traffic, ServerStatus status, GrpcHealth health, Vertx vertx) {
        this.settings = settings;
        this.traffic = traffic;
        this.status = status;
        this.health = health;
        this.vertx = (VertxInternal) vertx;
        accepted = channel -> SlowCaller.watch(channel, settings.slowCallers(), "");
    }

    /** Watches the connections of both ports: Quarkus owns the servers, and hands one out with its first request. */
    void opened(@ObservesAsync HttpServerStart event) {
        watch();
    }

    /** As {@link #opened(HttpServerStart)}: Quarkus tells of either port, or of both. */
    void opened(@ObservesAsync HttpsServerStart event) {
        watch();
    }

    private void watch() {
        Listeners.watch(vertx.getAcceptorEventLoopGroup(), any -> true, ports.incrementAndGet(), accepted)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("slow callers are not bounded", failure);
                    }
                });
    }

    /** Adds the routes, in the order in which a request meets them. */
    void register(@Observes Router router) {
        ControlPorts.logUncaught(vertx);
        router.route().handler(this::begin).failureHandler(this::explain);
        get(router.route(STATUS_PATH)).handler(status::answer);
        router.options()
                .handler(context ->
                        context.response().putHeader(HttpHeaders.ALLOW, METHODS).end());
        if (!(settings.serviceTime() instanceof ServiceTime.None)) {
            get(router.route()).handler(this::work);
            router.post().handler(ofGrpc(context -> {
                // What comes of the message meanwhile would be lost.
                context.request().pause();
                work(context);
            }));
        }
        router.post().handler(ofGrpc(health::answer));
        File root = settings.root();
        if (root == null) {
            get(router.route("/")).handler(new ItWorksPage());
            get(router.route("/index.html")).handler(new ItWorksPage());
        } else {
            router.routeWithRegex(HIDDEN).handler(context -> context.fail(404));
            get(router.route()).handler(TrafficRoutes::revalidated).handler(files(root));
        }
        get(router.route()).handler(context -> context.fail(404));
        router.route().handler(context -> context.fail(405));
    }

    private static Route get(Route route) {
        return route.method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private static Handler<RoutingContext> ofGrpc(Handler<RoutingContext> handler) {
        return context -> {
            if (GrpcHealth.isCall(context.request())) {
                handler.handle(context);
            } else {
                context.next();
            }
        };
    }

    private static StaticHandler files(File root) {
        // It would look files up on the event loop. Without its cache it would send no Last-Modified; one that forgets
        // at once shows a changed file at once.
        return StaticHandler.create(FileSystemAccess.ROOT, root.toString())
                .setAlwaysAsyncFS(true)
                .setFilesReadOnly(false)
                .setCacheEntryTimeout(1)
                .setDefaultContentEncoding("utf-8");
    }

    /**
     * Keeps the static handler from declaring files immutable, and from parts where there must be none: a HEAD has no ranges
     * (RFC 9110, 14.2), and who asks for one of the file as he knows it gets all of it, since nobody looks whether it changed.
     */
    private static void revalidated(RoutingContext context) {
        MultiMap headers = context.request().headers();
        if (HttpMethod.HEAD.equals(context.request().method()) || headers.contains(HttpHeaderNames.IF_RANGE)) {
            headers.remove(HttpHeaderNames.RANGE);
        }
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        context.next();
    }

    private void begin(RoutingContext context) {
        long began = System.nanoTime();
        connected(context.request());
        int inFlight = traffic.begin();
        HttpServerResponse response = context.response();
        context.addEndHandler(sent -> {
            // Vert.x may tell that an HTTP/2 stream was closed before it tells that its answer was sent.
            boolean whole = sent.succeeded() || (context.request().version() == HttpVersion.HTTP_2 && response.ended());
            traffic.end(
                    whole ? Traffic.Outcome.of(response.getStatusCode()) : Traffic.Outcome.ABORTED,
                    whole ? response.bytesWritten() : 0,
                    System.nanoTime() - began);
        });
        response.putHeader(HttpHeaders.SERVER, settings.server()).putHeader(HttpHeaders.DATE, date.now());
        Integer refusal = RequestFraming.refusal(context.request());
        if (refusal != null) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(sent -> context.request().connection().close());
            context.fail(refusal);
            return;
        }
        String expected = context.request().getHeader(HttpHeaders.EXPECT);
        if (expected != null && context.request().version() != HttpVersion.HTTP_1_0) {
            if (!HttpHeaders.CONTINUE.toString().equalsIgnoreCase(expected)) {
                context.fail(417);
                return;
            }
            response.writeContinue();
        }
        // Refusing is cheap; who watches the server must see it at its limit.
        if (inFlight <= settings.maxInFlight()
                || STATUS_PATH.equals(context.request().path())) {
            context.next();
        } else {
            context.fail(503);
        }
    }

    private void connected(HttpServerRequest request) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        if (channel.attr(COUNTED).setIfAbsent(true) == null) {
            traffic.connected();
            channel.closeFuture().addListener(closed -> traffic.disconnected());
        }
    }

    /** Goes on after the service time, unless the client has left by then. */
    private void work(RoutingContext context) {
        Duration time;
        synchronized (settings.random()) {
            time = settings.serviceTime().sample(settings.random());
        }
        // A timer of Vert.x counts whole milliseconds; the event loop's own, on epoll, is exact to 0.1 ms.
        ContextInternal here = (ContextInternal) Vertx.currentContext();
        Future<?> timer = here.nettyEventLoop()
                .schedule(() -> here.runOnContext(end -> context.next()), time.toNanos(), TimeUnit.NANOSECONDS);
        context.addEndHandler(sent -> timer.cancel(false));
    }

    /** Answers a failure with a page as Apache's, with nothing of the request in it. */
    private void explain(RoutingContext context) {
        int code = context.statusCode() < 400 ? 500 : context.statusCode();
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            // Mostly the client has left. If not, it was promised more, and must not take what follows for the rest.
            context.request().connection().close();
            return;
        }
        if (code == 500) {
            LOG.error("cannot answer " + context.request().path(), context.failure());
        }
        String reason = HttpResponseStatus.valueOf(code).reasonPhrase();
        String page = "<!DOCTYPE html>\n<html><head>\n<title>" + code + " " + reason + "</title>\n</head><body>\n<h1>"
                + reason + "</h1>\n</body></html>\n";
        response.setStatusCode(code)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(page.length()))
                // They are there already, unless the router itself refused the request.
                .putHeader(HttpHeaders.SERVER, settings.server())
                .putHeader(HttpHeaders.DATE, date.now());
        if (code == 405) {
            response.putHeader(HttpHeaders.ALLOW, METHODS);
        } else if (code == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
        } else {
            response.end(page);
        }
    }

    /** The {@code Date} of an answer, written once a second. Threadsafe: threads that race write the same text. */
    private static final class DateHeader {

        private record Second(long epoch, String text) {}

        private volatile Second latest = new Second(-1, "");

        String now() {
            long epoch = Math.floorDiv(System.currentTimeMillis(), 1000L);
            Second second = latest;
            if (second.epoch != epoch) {
                second = new Second(epoch, HttpDate.format(Instant.ofEpochSecond(epoch)));
                latest = second;
            }
            return second.text;
        }
    }
}
