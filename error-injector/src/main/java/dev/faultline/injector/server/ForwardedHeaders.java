package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Copies headers from one connection to another, without those that are about the connection (RFC 9110, 7.6.1). */
final class ForwardedHeaders {

    /** Passed on with what has a place for trailers, by those who know that. */
    static final String TRAILER = "trailer";

    private static final String CONNECTION = "connection";
    private static final String TE = "te";
    private static final String TRAILERS = "trailers";
    private static final String COOKIE = "cookie";

    private static final Set<String> HOP_BY_HOP = Set.of(
            CONNECTION,
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            TE,
            TRAILER,
            "transfer-encoding",
            "upgrade");

    /** Stated anew for the next connection, from what is known of the message. */
    private static final Set<String> RESTATED = Set.of("content-length", "expect", "host");

    private ForwardedHeaders() {}

    /** Adds the headers of a request. */
    static void ofRequest(MultiMap from, MultiMap to) {
        Set<String> dropped = dropped(from);
        StringBuilder cookies = new StringBuilder();
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.equals(COOKIE)) {
                // HTTP/2 may send them in pieces, HTTP/1.1 may not (RFC 9113, 8.2.3).
                cookies.append(cookies.isEmpty() ? "" : "; ").append(header.getValue());
            } else if (!dropped.contains(name) && !RESTATED.contains(name) && name.charAt(0) != ':') {
                to.add(header.getKey(), header.getValue());
            }
        }
        if (!cookies.isEmpty() && !dropped.contains(COOKIE)) {
            to.add(COOKIE, cookies);
        }
        if (from.contains(TE, TRAILERS, true)) {
            to.set(TE, TRAILERS);
        }
    }

    /**
     * Adds the headers, or the trailers, of an answer. Marks of another injector go on behind our own, so that the caller
     * learns of its faults too; every answer of an injector is signed, and what is not signed has no marks to make.
     */
    static void ofAnswer(MultiMap from, MultiMap to) {
        Set<String> dropped = dropped(from);
        boolean signed = from.contains(Answer.SIGNATURE);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean forged = !signed && name.startsWith(Answer.MARKERS);
            if (!forged && !dropped.contains(name) && !name.contentEquals(HttpHeaders.CONTENT_LENGTH)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static Set<String> dropped(MultiMap headers) {
        if (!headers.contains(CONNECTION)) {
            return HOP_BY_HOP;
        }
        Set<String> dropped = new HashSet<>(HOP_BY_HOP);
        for (String value : headers.getAll(CONNECTION)) {
            for (String name : value.split(",", -1)) {
                dropped.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return dropped;
    }
}
