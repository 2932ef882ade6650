package dev.faultline.injector.server;

import java.util.List;
import java.util.regex.Pattern;

/** What forwarded requests say of the way they took (RFC 9110, 7.6.3), by which one that comes back is known. */
final class Via {

    static final String HEADER = "via";

    private static final Pattern NO_TOKEN = Pattern.compile("[^!#$%&'*+.^_`|~0-9A-Za-z-]");
    private static final Pattern SPACE = Pattern.compile("[ \\t]+");

    private final String receiver;

    /** @param name and port tell this injector from others that are in a row with it */
    Via(String name, int port) {
        receiver = NO_TOKEN.matcher(name).replaceAll("-") + ":" + port;
    }

    /** Returns what to add to a request. */
    String entry(boolean http2) {
        return (http2 ? "2 " : "1.1 ") + receiver + " (faultline)";
    }

    /** Returns whether a request that says this came this way before. */
    boolean isIn(List<String> headers) {
        for (String header : headers) {
            for (String entry : header.split(",", -1)) {
                String[] parts = SPACE.split(entry.strip(), 3);
                if (parts.length > 1 && parts[1].equals(receiver)) {
                    return true;
                }
            }
        }
        return false;
    }
}
