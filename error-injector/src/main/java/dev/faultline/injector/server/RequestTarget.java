package dev.faultline.injector.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, as a server is asked (RFC 9112, 3.2); not a character of it is encoded anew.
 *
 * @param authority that the target itself names, which counts more than a Host header; absent in all forms but the absolute
 * @param uri path and query, or {@code *}
 */
record RequestTarget(@Nullable String authority, String uri) {

    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#@]*)(.*)");

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
