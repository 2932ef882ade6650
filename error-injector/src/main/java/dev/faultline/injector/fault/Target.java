package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service that requests are forwarded to: {@code http://host:port} or {@code https://host:port}, port 80 or 443 if none is
 * given.
 *
 * @param secure whether TLS is spoken
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port from 1 to 65535
 */
public record Target(boolean secure, String host, int port) {

    private static final String RULE = "must be http://host:port or https://host:port, without a path";
    private static final Pattern URL = Pattern.compile(
            "http(s)?://(?:([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252}))|\\[([0-9A-Fa-f:.]{2,45})])(?::(\\d{1,5}))?/?");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MAX_PORT = 65_535;

    /** @throws InvalidValue unless the port is one */
    public Target {
        Require.between("", port, 1, MAX_PORT);
    }

    /**
     * Returns the target that a plan names by a URL.
     *
     * @throws InvalidValue if it has another scheme, a path, or anything else
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Target of(Object value) {
        if (!(value instanceof String url)) {
            throw new InvalidValue("", RULE, value);
        }
        Matcher parts = URL.matcher(url);
        Require.that(parts.matches(), "", RULE, '"' + url + '"');
        boolean secure = parts.group(1) != null;
        String host = parts.group(2) == null ? parts.group(3) : parts.group(2);
        int usual = secure ? HTTPS : HTTP;
        return new Target(secure, host, parts.group(4) == null ? usual : Integer.parseInt(parts.group(4)));
    }

    /** Returns the URL that {@link #of} reads back. */
    @JsonValue
    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
