package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go: {@code http://host[:port][/path][?query]}, or {@code https://}. In a mesh TLS is better left to the
 * proxies: they can't split what they can't read.
 *
 * @param tls whether it is spoken to by TLS
 * @param host a name in lower case, an IPv4 address in plain dotted decimals, or an IPv6 address in brackets; nothing
 *     that a resolver takes as an address and a reader as a name, such as {@code 2130706433}
 * @param path with its query
 */
public record Target(boolean tls, String host, int port, String path) {

    private static final String EXAMPLE = "http://demo-backend:8080/";
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<user>[^/?#]*)@)?"
                    + "(?<host>\\[[^\\]/?#]*]|[^:/?#]*)(?::(?<port>[^/?#]*))?(?<path>[^?#]*)(?<query>\\?[^#]*)?(?<fragment>#.*)?");

    /** A user and a password, be there a scheme or not. */
    private static final Pattern USER = Pattern.compile("^([^/?#]*//)?[^/?#]*@");

    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int DELETE = 127;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 253;
    // The DNS takes an underscore, and Compose has services of such names.
    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    // A last label that begins with a digit would make it an address to some.
    private static final Pattern NAME = Pattern.compile("(?:" + LABEL + "\\.)*[a-z](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.?");
    private static final String BYTE = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);
    // No zone, and no dotted end: what one reader takes as 8.8.8.8 must not be 010.8.8.8 to another.
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}");
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
     * Returns the target that the URL names; the port defaults to 80, with TLS to 443, the path to {@code /}.
     *
     * @throws InvalidValue if it is no such URL
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Target of(String url) {
        String shown = shown(url);
        Require.that(url.chars().noneMatch(Target::isBlank), "", "must not hold a space or a line break", shown);
        Matcher parts = URL.matcher(url);
        Require.that(parts.matches(), "", "must begin with http:// or https://, such as " + EXAMPLE, shown);
        String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals(HTTPS);
        Require.that(
                tls || scheme.equals(HTTP), "", "must begin with http:// or https://, not " + scheme + "://", shown);
        Require.that(
                parts.group("user") == null,
                "",
                "must not hold a user or a password: send a header Authorization instead",
                shown);
        Require.that(parts.group("fragment") == null, "", "must not hold a fragment: it is never sent", shown);
        Require.that(!parts.group("host").isEmpty(), "", "must name a host, such as " + EXAMPLE, shown);
        String path = parts.group("path").isEmpty() ? "/" : parts.group("path");
        String query = parts.group("query") == null ? "" : parts.group("query");
        checkEscapes(path + query, shown);
        String host = parts.group("host").toLowerCase(Locale.ROOT);
        return new Target(tls, host, port(tls, parts.group("port"), shown), path + query);
    }

    private static int port(boolean tls, @Nullable String written, String shown) {
        if (written == null || written.isEmpty()) {
            return usualPort(tls);
        }
        Require.that(PORT.matcher(written).matches(), "", "must have a port from 1 to " + MAX_PORT, shown);
        return Integer.parseInt(written);
    }

    /** Refuses what RFC 3986 has no place for: whoever reads it next may. */
    private static void checkEscapes(String path, String shown) {
        try {
            URI.create("http://host" + path);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue("", "must have other characters than those of a URL percent-encoded", shown);
        }
    }

    private static boolean isBlank(int letter) {
        return letter <= ' ' || letter == DELETE || Character.isWhitespace(letter) || Character.isSpaceChar(letter);
    }

    /** Returns it for complaints: without what may be a secret, and in one line. */
    private static String shown(String url) {
        int query = url.indexOf('?');
        String told = query < 0 ? url : url.substring(0, query) + "?...";
        return '"' + USER.matcher(told).replaceFirst("$1...@").replaceAll("\\p{Cntrl}", "\uFFFD") + '"';
    }

    /** Returns it for messages: the query, in which there may be a secret, is left out. */
    public String withoutQuery() {
        int query = path.indexOf('?');
        return scheme() + "://" + authority() + (query < 0 ? path : path.substring(0, query) + "?...");
    }

    /** Returns the authority as the Host header states it. */
    public String authority() {
        return port == usualPort(tls) ? host : host + ":" + port;
    }

    private static int usualPort(boolean tls) {
        return tls ? HTTPS_PORT : HTTP_PORT;
    }

    private String scheme() {
        return tls ? HTTPS : HTTP;
    }

    @Override
    @JsonValue
    public String toString() {
        return scheme() + "://" + authority() + path;
    }

    private static boolean isHost(String host) {
        return address(host).isPresent() || isName(host);
    }

    /** Returns whether the text is a name of the DNS, in lower case, with or without its last dot. */
    static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    /** Returns the bytes of a host that is written as an address; empty if it is a name. */
    static Optional<byte[]> address(String host) {
        return host.startsWith("[") && host.endsWith("]") ? ipv6(host.substring(1, host.length() - 1)) : ipv4(host);
    }

    /**
     * Returns the four bytes of an address in plain dotted decimals, without the leading zeros that some readers take
     * as octal.
     */
    static Optional<byte[]> ipv4(String text) {
        Matcher parts = IPV4.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[parts.groupCount()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts.group(i + 1));
        }
        return Optional.of(bytes);
    }

    /** Returns the bytes of an address in hexadecimals and colons: four of an IPv4 address that is mapped into IPv6. */
    static Optional<byte[]> ipv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // In brackets it is never looked up as a name.
            return Optional.of(InetAddress.getByName("[" + text + "]").getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
