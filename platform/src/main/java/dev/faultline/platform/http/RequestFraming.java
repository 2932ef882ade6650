package dev.faultline.platform.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request has to say clearly, and Vert.x does not ask: whom it is for, and where it ends. */
public final class RequestFraming {

    private static final String CHUNKED = "chunked";
    private static final int BAD_REQUEST = 400;
    private static final int NOT_IMPLEMENTED = 501;

    private RequestFraming() {}

    /** Returns the status by which any server has to refuse the request (RFC 9112, 3.2 and 6.1); null if there is none. */
    public static @Nullable Integer refusal(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                ? null
                : refusal(
                        request.version() == HttpVersion.HTTP_1_0,
                        request.headers().getAll(HttpHeaders.HOST),
                        request.headers().getAll(HttpHeaders.TRANSFER_ENCODING));
    }

    /**
     * Returns the status for a request of HTTP/1.
     *
     * @param http10 whether it is of HTTP/1.0, which needs no host and has no transfer codings
     * @param hosts the values of {@code Host}
     * @param codings the values of {@code Transfer-Encoding}
     */
    static @Nullable Integer refusal(boolean http10, List<String> hosts, List<String> codings) {
        if (hosts.size() > 1 || (hosts.isEmpty() && !http10)) {
            return BAD_REQUEST;
        }
        if (codings.isEmpty()) {
            return null;
        }
        List<String> each = Stream.of(String.join(",", codings).split(",", -1))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty())
                .toList();
        if (http10 || each.indexOf(CHUNKED) != each.size() - 1) {
            // Chunked comes once and last, or nobody knows where the body ends.
            return BAD_REQUEST;
        }
        return each.size() == 1 ? null : NOT_IMPLEMENTED;
    }
}
