package dev.faultline.injector.server;

import dev.faultline.injector.fault.GrpcAnswer;
import dev.faultline.injector.fault.GrpcCode;
import dev.faultline.injector.fault.Pushback;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The end of a gRPC call (gRPC's PROTOCOL-HTTP2.md). An error is headers and nothing else; OK is one message of no bytes,
 * followed by trailers.
 */
final class PreparedGrpcAnswer implements Act {

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

    PreparedGrpcAnswer(GrpcAnswer answer) {
        isOk = answer.code() == GrpcCode.OK;
        status = HttpHeaders.createOptimized(Integer.toString(answer.code().number()));
        message = answer.message() == null ? null : HttpHeaders.createOptimized(encoded(answer.message()));
        pushback = answer.pushback();
    }

    @Override
    public void perform(Exchange exchange) {
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
