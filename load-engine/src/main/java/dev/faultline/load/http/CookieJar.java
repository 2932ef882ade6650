package dev.faultline.load.http;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one connection to one host, as a browser keeps them (RFC 6265) over plain HTTP: each until it expires, is
 * replaced or is taken away, and the oldest make room beyond a bound. Confined to the loop.
 */
final class CookieJar {

    /** The most cookies of a connection, as browsers keep at least for a domain (RFC 6265, 6.1). */
    static final int MOST = 50;

    /** The longest {@code Set-Cookie} that is kept, in characters (RFC 6265, 6.1). */
    static final int LONGEST = 4096;

    private static final String ROOT = "/";

    private final String host;
    private final Map<Key, Kept> cookies = new LinkedHashMap<>();

    /** What tells cookies of one host apart. */
    private record Key(String name, String path) {}

    /** @param untilNanos when it expires, by the monotonic clock; {@link Long#MAX_VALUE} for never */
    private record Kept(String pair, long untilNanos) {}

    /** @param host whose cookies are kept, in lower case */
    CookieJar(String host) {
        this.host = host;
    }

    /** Returns whether these are the cookies of that host: plans that share connections may have targets of several names. */
    boolean isOf(String name) {
        return host.equalsIgnoreCase(name);
    }

    /**
     * Keeps what an answer sets; what is no cookie, for another domain or for TLS alone is left out.
     *
     * @param uri of the request
     * @param now the monotonic time
     */
    void keep(List<String> headers, String uri, long now) {
        for (String header : headers) {
            Cookie cookie = header.length() > LONGEST ? null : ClientCookieDecoder.LAX.decode(header);
            if (cookie != null && !cookie.isSecure() && isOfHost(cookie.domain())) {
                keep(cookie, uri, now);
            }
        }
    }

    private void keep(Cookie cookie, String uri, long now) {
        String asked = cookie.path();
        Key key = new Key(cookie.name(), asked != null && asked.startsWith(ROOT) ? asked : directory(uri));
        cookies.remove(key);
        long seconds = cookie.maxAge();
        if (seconds == Cookie.UNDEFINED_MAX_AGE) {
            cookies.put(key, new Kept(pair(cookie), Long.MAX_VALUE));
        } else if (seconds > 0) {
            // Longer than a load lasts is for ever; the clock must not overflow.
            boolean forever = seconds > Long.MAX_VALUE / 4_000_000_000L;
            cookies.put(key, new Kept(pair(cookie), forever ? Long.MAX_VALUE : now + seconds * 1_000_000_000L));
        }
        Iterator<Key> oldest = cookies.keySet().iterator();
        while (cookies.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
    }

    private static String pair(Cookie cookie) {
        return cookie.name() + "=" + (cookie.wrap() ? '"' + cookie.value() + '"' : cookie.value());
    }

    /** Returns the value of the {@code Cookie} header of a request; null if it has none. */
    @Nullable
    String header(String uri, long now) {
        cookies.values().removeIf(kept -> kept.untilNanos() != Long.MAX_VALUE && kept.untilNanos() - now <= 0);
        String path = path(uri);
        StringJoiner pairs = new StringJoiner("; ");
        cookies.forEach((key, kept) -> {
            if (matches(path, key.path())) {
                pairs.add(kept.pair());
            }
        });
        return pairs.length() == 0 ? null : pairs.toString();
    }

    /** RFC 6265, 5.1.3; to addresses no suffix belongs. */
    private boolean isOfHost(@Nullable String domain) {
        if (domain == null || domain.isEmpty()) {
            return true;
        }
        String plain = domain.startsWith(".") ? domain.substring(1) : domain;
        boolean address = host.startsWith("[") || host.chars().allMatch(sign -> sign == '.' || Character.isDigit(sign));
        return host.equalsIgnoreCase(plain)
                || (!address
                        && host.regionMatches(
                                true, host.length() - plain.length() - 1, "." + plain, 0, plain.length() + 1));
    }

    private static boolean matches(String path, String wanted) {
        return path.startsWith(wanted)
                && (path.length() == wanted.length() || wanted.endsWith(ROOT) || path.charAt(wanted.length()) == '/');
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** RFC 6265, 5.1.4. */
    private static String directory(String uri) {
        String path = path(uri);
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? ROOT : path.substring(0, slash);
    }
}
