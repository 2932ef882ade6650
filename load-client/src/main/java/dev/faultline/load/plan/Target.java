package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go: a plain {@code http://host[:port][/path][?query]}. TLS is left to the mesh: a proxy cannot split
 * what it cannot read.
 *
 * @param host a name in lower case, an IPv4 address in plain dotted decimals, or an IPv6 address in brackets; nothing
 *     that a resolver takes as an address and a reader as a name, such as {@code 2130706433}
 * @param path with its query
 */
public record Target(String host, int port, String path) {

    private static final String RULE = "must be a URL such as http://demo-backend:8080/";
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 253;
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    // A last label that begins with a digit would make it an address to some.
    private static final Pattern NAME = Pattern.compile("(?:" + LABEL + "\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\\.?");
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,4000}");

    /** Checks the bounds. */
    public Target {
        Require.that(
                isHost(host),
                "",
                "must name its host by a DNS name, an IPv4 address such as 127.0.0.1 or an IPv6 address such as [::1]",
                '"' + host + '"');
        Require.that(port >= 1 && port <= MAX_PORT, "", "must have a port from 1 to " + MAX_PORT, port);
        Require.matching("", path, PATH, "must have a path of printable ASCII, at most 4000 long, without a fragment");
    }

    /**
     * Returns the target that the URL names; the port defaults to 80, the path to {@code /}.
     *
     * @throws InvalidValue if it is no such URL
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Target of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new InvalidValue("", RULE, '"' + url + '"', e);
        }
        @Nullable String host = uri.getHost();
        boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        if (!"http".equalsIgnoreCase(uri.getScheme()) || host == null || !plain) {
            throw new InvalidValue("", RULE, '"' + url + '"');
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(host.toLowerCase(Locale.ROOT), uri.getPort() < 0 ? 80 : uri.getPort(), path + query);
    }

    /** Returns the authority as the Host header states it. */
    public String authority() {
        return port == 80 ? host : host + ":" + port;
    }

    @Override
    @JsonValue
    public String toString() {
        return "http://" + authority() + path;
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return Address.v6(host.substring(1, host.length() - 1)).isPresent();
        }
        return Address.v4(host).isPresent() || isName(host);
    }

    /** Returns whether the text is a name of the DNS, in lower case, with or without its last dot. */
    static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }
}
