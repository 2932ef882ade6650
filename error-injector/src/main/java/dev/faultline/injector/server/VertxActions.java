package dev.faultline.injector.server;

import dev.faultline.injector.fault.ActionFactory;
import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Delivery;
import dev.faultline.injector.fault.GrpcCode;
import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.fault.Pushback;
import dev.faultline.injector.fault.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x can do to an exchange: whatever a fault does on the wire is done here, but for sending bodies, which
 * {@link PreparedSource} and {@link Sender} do.
 */
public final class VertxActions implements ActionFactory<Action> {

    @Override
    public Action send(Source source, Delivery delivery) {
        if (source instanceof Answer answer && delivery instanceof Delivery.Whole) {
            return new PreparedAnswer(answer);
        }
        PreparedSource prepared = PreparedSource.of(source);
        Sender sender = Sender.of(delivery);
        return exchange -> {
            ResponseWriter response = new ResponseWriter(exchange);
            prepared.open(response, content -> sender.send(response, content));
        };
    }

    @Override
    public Action grpc(GrpcCode code, @Nullable String message, @Nullable Pushback pushback) {
        return new GrpcEnd(code, message, pushback);
    }

    @Override
    public Action reset() {
        return exchange -> exchange.connection().reset();
    }

    @Override
    public Action close() {
        return exchange -> exchange.connection().finish();
    }

    @Override
    public Action malformedChunk() {
        return new MalformedChunk();
    }

    @Override
    public Action garbage(int bytes) {
        return new Garbage(bytes);
    }

    @Override
    public Action resetStream(Http2Code code) {
        return exchange -> exchange.response().reset(code.number());
    }

    @Override
    public Action goAway(Http2Code code, @Nullable Integer lastStreamId, Action answer) {
        return new GoAway(code, lastStreamId, answer);
    }

    @Override
    public Action andClose(Action answer) {
        return exchange -> {
            exchange.endConnection();
            answer.perform(exchange);
        };
    }

    @Override
    public Action withoutContinue(Action answer) {
        return exchange -> {
            exchange.withholdContinue();
            answer.perform(exchange);
        };
    }

    @Override
    public Action byProtocol(Action http1, Action http2, Action grpc) {
        return exchange -> {
            Action http = exchange.isHttp2() ? http2 : http1;
            (exchange.isGrpc() ? grpc : http).perform(exchange);
        };
    }

    /** Ends an HTTP/2 connection by a GOAWAY, after the streams that it counts as processed. */
    private static final class GoAway implements Action {

        private final Http2Code code;
        private final @Nullable Integer lastStreamId;
        private final Action answer;

        GoAway(Http2Code code, @Nullable Integer lastStreamId, Action answer) {
            this.code = code;
            this.lastStreamId = lastStreamId;
            this.answer = answer;
        }

        @Override
        public void perform(Exchange exchange) {
            int own = exchange.request().streamId();
            int last = lastStreamId == null ? own : lastStreamId;
            exchange.connection().goAway(code.number(), last);
            if (own <= last) {
                answer.perform(exchange);
            }
        }
    }

    /** Bytes that no status line and no frame begins with: the highest bit of each is set. */
    private static final class Garbage implements Action {

        private static final int HIGHEST_BIT = 0x80;

        private final byte[] bytes;

        Garbage(int size) {
            bytes = new byte[size];
            // The same bytes each time, so that what a caller makes of them can be told from chance.
            new SplittableRandom(size).nextBytes(bytes);
            for (int i = 0; i < size; i++) {
                bytes[i] |= (byte) HIGHEST_BIT;
            }
        }

        @Override
        public void perform(Exchange exchange) {
            ByteBuf copy = Unpooled.copiedBuffer(bytes);
            exchange.connection().finishAfter(copy);
        }
    }

    /** A chunked answer that turns out to be none after its first chunk. */
    private static final class MalformedChunk implements Action {

        private static final String FIRST = "8\r\ninjected\r\n";
        private static final String BROKEN = "no size\r\n";

        @Override
        public void perform(Exchange exchange) {
            HttpServerRequest request = exchange.request();
            if (request.version() == HttpVersion.HTTP_1_0 || request.method().equals(HttpMethod.HEAD)) {
                // Who gets no chunks would take these bytes for something else than a broken one.
                exchange.connection().finish();
                return;
            }
            exchange.sendContinue();
            StringBuilder answer = new StringBuilder("HTTP/1.1 200 OK\r\n");
            for (Map.Entry<String, String> header : exchange.response().headers()) {
                answer.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n");
            }
            answer.append(HttpHeaders.TRANSFER_ENCODING)
                    .append(": chunked\r\n\r\n")
                    .append(FIRST)
                    .append(BROKEN);
            exchange.connection().finishAfter(Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1));
        }
    }

    /**
     * The end of a gRPC call (gRPC's PROTOCOL-HTTP2.md). An error is headers and nothing else; OK is one message of no bytes,
     * followed by trailers.
     */
    private static final class GrpcEnd implements Action {

        private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("application/grpc");
        private static final CharSequence STATUS = HttpHeaders.createOptimized("grpc-status");
        private static final CharSequence MESSAGE = HttpHeaders.createOptimized("grpc-message");
        private static final CharSequence PUSHBACK = HttpHeaders.createOptimized("grpc-retry-pushback-ms");

        /** Not compressed, and of the length 0. */
        private static final Buffer EMPTY_MESSAGE = Buffer.buffer(new byte[5]);

        private final boolean isOk;
        private final CharSequence status;
        private final @Nullable CharSequence message;
        private final @Nullable Pushback pushback;

        GrpcEnd(GrpcCode code, @Nullable String message, @Nullable Pushback pushback) {
            isOk = code == GrpcCode.OK;
            status = HttpHeaders.createOptimized(Integer.toString(code.number()));
            this.message = message == null ? null : HttpHeaders.createOptimized(encoded(message));
            this.pushback = pushback;
        }

        @Override
        public void perform(Exchange exchange) {
            exchange.sendContinue();
            HttpServerResponse response = exchange.response();
            response.putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
            if (isOk) {
                response.putTrailer(STATUS, status);
                exchange.sentWhen(response.end(EMPTY_MESSAGE));
                return;
            }
            response.putHeader(STATUS, status);
            if (message != null) {
                response.putHeader(MESSAGE, message);
            }
            Long millis = pushback == null ? null : pushback.millis(exchange.retryAfter());
            if (millis != null) {
                response.putHeader(PUSHBACK, millis.toString());
            }
            exchange.sentWhen(response.end());
        }

        /** Percent-encodes what is not printable ASCII, and the percent sign. */
        private static String encoded(String text) {
            StringBuilder encoded = new StringBuilder();
            for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
                if (each >= ' ' && each <= '~' && each != '%') {
                    encoded.append((char) each);
                } else {
                    encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
                }
            }
            return encoded.toString();
        }
    }
}
