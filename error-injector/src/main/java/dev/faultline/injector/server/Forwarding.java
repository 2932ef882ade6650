package dev.faultline.injector.server;

import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.fault.Target;
import dev.faultline.platform.channel.InterimResponses;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request that is forwarded, until the head of the answer has come. Whatever ends the exchange ends the request to the
 * upstream, unless that is complete.
 */
final class Forwarding {

    private static final String MAX_FORWARDS = "max-forwards";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final int NO_PORT = -1;
    private static final long CANCEL = Http2Code.of("CANCEL").number();

    private final ResponseWriter writer;
    private final Exchange exchange;
    private final Consumer<HttpClientResponse> answered;
    private @Nullable HttpClientRequest request;
    private @Nullable RequestBody body;
    private @Nullable HttpClientResponse response;
    private boolean discarded;
    private boolean tunnelled;

    /** @param answered is called once the upstream has answered, with its body paused */
    Forwarding(ResponseWriter writer, Consumer<HttpClientResponse> answered) {
        this.writer = writer;
        this.answered = answered;
        exchange = writer.exchange();
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
        if (exchange.isHttp2() && Tunnel.isWantedBy(exchange)) {
            return UpstreamFailure.TUNNEL;
        }
        if (Long.valueOf(0).equals(forwardsLeft())) {
            return UpstreamFailure.MAX_FORWARDS;
        }
        return exchange.loop().upstreams().via(incoming).isIn(exchange.headers(Upstreams.Via.HEADER))
                ? UpstreamFailure.LOOP
                : null;
    }

    /** Returns how many more servers may hand this request on (RFC 9110, 7.6.2); null if it does not say, or need not. */
    private @Nullable Long forwardsLeft() {
        HttpMethod method = exchange.request().method();
        String left = method.equals(HttpMethod.OPTIONS) || method.equals(HttpMethod.TRACE)
                ? exchange.header(MAX_FORWARDS)
                : null;
        return left != null && NUMBER.matcher(left).matches() ? Long.valueOf(left) : null;
    }

    private void send(HttpClientRequest outgoing) {
        request = outgoing;
        // Set even if it is not sent: Vert.x would log what it has no handler for.
        outgoing.exceptionHandler(this::fail);
        if (writer.isOver()) {
            outgoing.reset(CANCEL);
            return;
        }
        outgoing.response()
                .onSuccess(incoming -> exchange.attempt(() -> receive(incoming)))
                .onFailure(this::fail);
        outgoing.earlyHintsHandler(this::hint);
        try {
            writeHead(outgoing);
            if (Tunnel.isWantedBy(exchange)) {
                askForTunnel(outgoing);
            } else {
                body = new RequestBody(exchange, outgoing);
                body.start();
            }
        } catch (IllegalArgumentException e) {
            // Vert.x takes more from callers than it sends itself.
            outgoing.reset(CANCEL);
            end(UpstreamFailure.BAD_REQUEST);
        }
    }

    /** Vert.x learns of the answer as of any other. */
    private void askForTunnel(HttpClientRequest outgoing) {
        String upgrade = exchange.header(HttpHeaders.UPGRADE.toString());
        if (upgrade != null && !outgoing.getMethod().equals(HttpMethod.CONNECT)) {
            outgoing.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).putHeader(HttpHeaders.UPGRADE, upgrade);
        }
        InterimResponses.Http1.expectUpgrade(((ConnectionBase) outgoing.connection()).channel());
        outgoing.connect().onFailure(this::fail);
    }

    private void writeHead(HttpClientRequest outgoing) {
        HttpServerRequest incoming = exchange.request();
        RequestTarget target =
                RequestTarget.parse(incoming.uri(), incoming.method().name());
        outgoing.setURI(target.uri());
        ForwardedHeaders.ofRequest(incoming.headers(), outgoing.headers());
        String expected = incoming.getHeader(HttpHeaders.EXPECT);
        if (expected != null
                && !HttpHeaders.CONTINUE.toString().equalsIgnoreCase(expected)
                && incoming.version() != HttpVersion.HTTP_1_0) {
            // What we do not know is for the upstream to refuse; a 100 is passed on with the body.
            outgoing.putHeader(HttpHeaders.EXPECT, expected);
        }
        Long left = forwardsLeft();
        if (left != null) {
            outgoing.headers().set(MAX_FORWARDS, Long.toString(left - 1));
        }
        Upstreams.Via via = exchange.loop().upstreams().via(incoming);
        outgoing.headers().add(Upstreams.Via.HEADER, via.entry(exchange.isHttp2()));
        String header = incoming.getHeader(HttpHeaders.HOST);
        String sent = header == null ? exchange.host() : header;
        String authority = target.authority() == null ? sent : target.authority();
        if (!authority.isEmpty()) {
            // Without a port of its own, Vert.x sends the name as it is.
            outgoing.authority(HostAndPort.create(authority, NO_PORT));
        }
    }

    /** Passes an interim answer on. A caller that speaks HTTP/1.0 must not get one (RFC 9110, 15.2). */
    private void hint(MultiMap hints) {
        boolean wanted = exchange.request().version() != HttpVersion.HTTP_1_0;
        if (wanted && !writer.isOver() && !exchange.response().headWritten()) {
            MultiMap headers = HttpHeaders.headers();
            ForwardedHeaders.ofAnswer(hints, headers);
            exchange.response().writeEarlyHints(headers);
        }
    }

    private void receive(HttpClientResponse incoming) {
        response = incoming;
        // Until somebody reads it; that it broke off is learnt then.
        incoming.pause();
        incoming.exceptionHandler(this::fail);
        if (!writer.isOver()) {
            tunnelled = Tunnel.isWantedBy(exchange) && Tunnel.isAgreedBy(incoming);
            exchange.withholdContinue();
            answered.accept(incoming);
        }
    }

    private void fail(Throwable cause) {
        if (discarded || tunnelled) {
            return;
        }
        if (response != null) {
            writer.breakOff();
        } else {
            end(UpstreamFailure.of(cause));
        }
    }

    private void end(UpstreamFailure failure) {
        if (!writer.isOver()) {
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

    /**
     * What a request asks for, as a server is asked (RFC 9112, 3.2); not a character of it is encoded anew.
     *
     * @param authority that the target itself names, which counts more than a Host header; null in all forms but the absolute
     * @param uri path and query, or {@code *}
     */
    record RequestTarget(@Nullable String authority, String uri) {

        private static final Pattern ABSOLUTE =
                Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#@]*)(.*)");

        static RequestTarget parse(String uri, String method) {
            Matcher parts = uri.startsWith("/") ? null : ABSOLUTE.matcher(uri);
            if (parts == null || !parts.matches()) {
                return new RequestTarget(null, uri);
            }
            String rest = parts.group(2);
            if (rest.isEmpty()) {
                return new RequestTarget(parts.group(1), method.equals("OPTIONS") ? "*" : "/");
            }
            return new RequestTarget(parts.group(1), rest.startsWith("/") ? rest : "/" + rest);
        }
    }
}
