package dev.faultline.injector.server;

import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.fault.Target;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request that is forwarded, until the head of the answer has come. Whatever ends the exchange ends the request to the
 * upstream, unless that is complete.
 */
final class Forwarding {

    private static final String HTTP2_CLEAR_TEXT = "h2c";
    private static final int NO_PORT = -1;
    private static final long CANCEL = Http2Code.of("CANCEL").number();

    private final Reply reply;
    private final Exchange exchange;
    private final Consumer<HttpClientResponse> answered;
    private @Nullable HttpClientRequest request;
    private @Nullable RequestBody body;
    private @Nullable HttpClientResponse response;
    private boolean discarded;

    /** @param answered is called once the upstream has answered, with its body paused */
    Forwarding(Reply reply, Consumer<HttpClientResponse> answered) {
        this.reply = reply;
        this.answered = answered;
        exchange = reply.exchange();
    }

    /** Asks that upstream; ends the exchange itself if that cannot be done, or fails. */
    void ask(Target target) {
        UpstreamFailure objection = objection();
        if (objection != null) {
            objection.answer(exchange);
            return;
        }
        HttpServerRequest incoming = exchange.takeBody();
        exchange.loop().upstreams().track(exchange);
        exchange.onEnd(this::leave);
        exchange.loop()
                .upstreams()
                .request(target, incoming.method(), exchange.isGrpc())
                .onSuccess(outgoing -> exchange.attempt(() -> send(outgoing)))
                .onFailure(this::fail);
    }

    /** Throws away what the upstream still has to say. */
    void discard() {
        discarded = true;
        if (request != null) {
            request.reset(CANCEL);
        }
        if (body != null) {
            body.stop();
        }
    }

    private @Nullable UpstreamFailure objection() {
        HttpServerRequest incoming = exchange.request();
        String upgrade = exchange.isHttp2() ? null : incoming.getHeader(HttpHeaders.UPGRADE);
        // Another offer of what we speak already; to take it up would be the caller's wish, not its need.
        boolean tunnel = upgrade != null && !upgrade.toLowerCase(Locale.ROOT).equals(HTTP2_CLEAR_TEXT);
        if (tunnel || incoming.method().equals(HttpMethod.CONNECT)) {
            return UpstreamFailure.TUNNEL;
        }
        return exchange.loop().upstreams().via(incoming).isIn(exchange.headers(Via.HEADER))
                ? UpstreamFailure.LOOP
                : null;
    }

    private void send(HttpClientRequest outgoing) {
        request = outgoing;
        // Set even if it is not sent: Vert.x would log what it has no handler for.
        outgoing.exceptionHandler(this::fail);
        if (reply.isOver()) {
            outgoing.reset(CANCEL);
            return;
        }
        outgoing.response()
                .onSuccess(incoming -> exchange.attempt(() -> receive(incoming)))
                .onFailure(this::fail);
        body = new RequestBody(exchange, outgoing);
        try {
            writeHead(outgoing);
            body.start();
        } catch (IllegalArgumentException e) {
            // Vert.x takes more from callers than it sends itself.
            outgoing.reset(CANCEL);
            end(UpstreamFailure.BAD_REQUEST);
        }
    }

    private void writeHead(HttpClientRequest outgoing) {
        HttpServerRequest incoming = exchange.request();
        RequestTarget target =
                RequestTarget.parse(incoming.uri(), incoming.method().name());
        outgoing.setURI(target.uri());
        ForwardedHeaders.ofRequest(incoming.headers(), outgoing.headers());
        Via via = exchange.loop().upstreams().via(incoming);
        outgoing.headers().add(Via.HEADER, via.entry(exchange.isHttp2()));
        String header = incoming.getHeader(HttpHeaders.HOST);
        String sent = header == null ? exchange.host() : header;
        String authority = target.authority() == null ? sent : target.authority();
        if (!authority.isEmpty()) {
            // Without a port of its own, Vert.x sends the name as it is.
            outgoing.authority(HostAndPort.create(authority, NO_PORT));
        }
    }

    private void receive(HttpClientResponse incoming) {
        response = incoming;
        // Until somebody reads it; that it broke off is learnt then.
        incoming.pause();
        incoming.exceptionHandler(this::fail);
        if (!reply.isOver()) {
            answered.accept(incoming);
        }
    }

    private void fail(Throwable cause) {
        if (discarded) {
            return;
        }
        if (response != null) {
            reply.breakOff();
        } else {
            end(UpstreamFailure.of(cause));
        }
    }

    private void end(UpstreamFailure failure) {
        if (!reply.isOver()) {
            failure.answer(exchange);
        }
    }

    private void leave() {
        boolean complete = body != null
                && body.isComplete()
                && response != null
                && response.end().isComplete();
        if (!complete) {
            discard();
        }
        exchange.dropBody();
    }
}
