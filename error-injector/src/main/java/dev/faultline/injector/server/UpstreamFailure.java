package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.GrpcCode;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpHeaders;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a request could not be forwarded, or was not answered. Callers are told, by a status and a sentence. */
enum UpstreamFailure {
    REFUSED(502, "the upstream refused the connection"),
    UNREACHABLE(502, "the upstream cannot be reached"),
    UNKNOWN_HOST(502, "the name of the upstream cannot be resolved"),
    CONNECT_TIMEOUT(504, "the upstream did not accept the connection in time"),
    TLS(502, "the handshake of TLS with the upstream failed"),
    BUSY(503, "too many requests to the upstream are in progress"),
    BROKEN_OFF(502, "the upstream broke the connection off before it answered"),
    NO_HTTP(502, "the answer of the upstream is not valid HTTP"),
    HEAD_TOO_LARGE(502, "the head of the upstream's answer is longer than 64 KiB"),
    BAD_REQUEST(400, "the request cannot be forwarded as it is"),
    TUNNEL(501, "tunnels are forwarded over HTTP/1.1 only"),
    MAX_FORWARDS(200, "the request was to go no further than here"),
    LOOP(508, "the request came back: the upstream forwards to this injector");

    private static final CharSequence REASON = HttpHeaders.createOptimized("x-faultline-upstream");

    private final int status;
    private final String sentence;

    UpstreamFailure(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    /** Returns what it means that a request failed that way before it was answered. */
    static UpstreamFailure of(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return CONNECT_TIMEOUT;
        }
        if (cause instanceof SSLException) {
            return TLS;
        }
        if (cause instanceof UnknownHostException) {
            return UNKNOWN_HOST;
        }
        if (cause instanceof ConnectException) {
            return REFUSED;
        }
        if (cause instanceof ConnectionPoolTooBusyException || cause instanceof TimeoutException) {
            return BUSY;
        }
        if (cause instanceof TooLongFrameException) {
            return HEAD_TOO_LARGE;
        }
        if (cause instanceof DecoderException
                || cause instanceof ProtocolException
                || cause instanceof IllegalArgumentException) {
            return NO_HTTP;
        }
        // Netty has its own class for a reset of an established connection, which is none of these.
        return cause instanceof SocketException ? UNREACHABLE : BROKEN_OFF;
    }

    /** Answers the exchange with it. */
    void answer(Exchange exchange) {
        exchange.response().putHeader(REASON, name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Action action = exchange.isGrpc()
                ? new VertxActions().grpc(GrpcCode.UNAVAILABLE, sentence, null)
                : new PreparedAnswer(new Answer(status, Map.of(), sentence + "\n", null));
        action.perform(exchange);
    }
}
