package dev.faultline.backend.page;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A path below the root of a site: no empty, dot or hidden segment, no separator or NUL within one.
 *
 * @param segments the names, decoded
 * @param slash whether the path ends in a slash: a directory is asked for
 * @param query what followed the question mark, as it was sent; empty if nothing did
 */
public record LocalPath(List<String> segments, boolean slash, String query) implements Target {

    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=@";

    /** Keeps a copy of the names. */
    public LocalPath {
        segments = List.copyOf(segments);
    }

    /** Returns the last name; empty for the root. */
    public String name() {
        return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
    }

    /** Returns the path with a slash at its end, percent-encoded, the query kept. */
    String withSlash() {
        StringBuilder location = new StringBuilder("/");
        for (String segment : segments) {
            for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
                if (UNRESERVED.indexOf(b) >= 0) {
                    location.append((char) b);
                } else {
                    location.append(String.format("%%%02X", b & 0xff));
                }
            }
            location.append('/');
        }
        return query.isEmpty() ? location.toString() : location + "?" + query;
    }
}
