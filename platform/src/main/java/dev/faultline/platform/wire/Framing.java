package dev.faultline.platform.wire;

import java.util.Locale;
import java.util.Set;

/**
 * The headers that state how a message is framed or what its connection does next. Whoever carries a message sets them;
 * a document that says what is sent must not, since another value would break the connection.
 */
public final class Framing {

    private static final Set<String> HEADERS = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private Framing() {}

    /** Returns whether the header is one of these, in whatever case. */
    public static boolean owns(String header) {
        return HEADERS.contains(header.toLowerCase(Locale.ROOT));
    }
}
