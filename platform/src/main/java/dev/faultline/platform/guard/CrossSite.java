package dev.faultline.platform.guard;

import dev.faultline.platform.wire.Excerpt;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls that a browser makes for a page of another site: such a page must not break things on the machine of whoever looks
 * at it. What is no browser sends none of these headers and may do everything.
 */
public final class CrossSite {

    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");
    private static final String CROSS_SITE = "cross-site";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Numbers and colons, with brackets as a URL has them: an address needs no name to be looked up. */
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9]+(?:\\.[0-9]+){3}");

    /** Ends of names that nobody can register, so that no stranger's name server answers for them. */
    private static final List<String> NOBODYS = List.of(".localhost", ".local", ".internal", ".svc", ".test");

    private CrossSite() {}

    /**
     * Returns why a call must be refused; null if it may go on.
     *
     * @param host whom it is sent to, as the header Host has it, with the port unless it is the scheme's own
     * @param origin of the page, as the header Origin has it; null without one
     * @param fetchSite what the header Sec-Fetch-Site says; null without one
     */
    public static @Nullable String refusal(
            String method, @Nullable String host, @Nullable String origin, @Nullable String fetchSite) {
        if (HARMLESS.contains(method)) {
            return null;
        }
        if (CROSS_SITE.equalsIgnoreCase(fetchSite)) {
            return "pages of other sites may not change anything here (Sec-Fetch-Site: " + CROSS_SITE + ")";
        }
        return origin == null || isSame(origin, host)
                ? null
                : "pages of other sites may not change anything here: Origin must be this host, was \""
                        + Excerpt.of(origin, 200) + '"';
    }

    /**
     * Returns why a call must be refused although its page seems to be of this host; null if it may go on. A stranger can
     * have his name lead to a machine of ours once his page is loaded (DNS rebinding). He can't have that for an address, a
     * name without a dot, one that nobody can register, or https. A token would keep him out, too: ask this only without one.
     *
     * @param origin of the page, as the header Origin has it; null without one, as of what is no browser
     */
    public static @Nullable String rebindingRefusal(String method, @Nullable String origin) {
        return origin == null || HARMLESS.contains(method) || isOwnName(origin)
                ? null
                : "without a token only pages by https, of localhost, an address or a name that nobody can register may"
                        + " change anything here, was \"" + Excerpt.of(origin, 200) + "\"; set faultline.control.token";
    }

    private static boolean isOwnName(String origin) {
        try {
            URI page = new URI(origin);
            if (page.getHost() == null || "https".equalsIgnoreCase(page.getScheme())) {
                return page.getHost() != null;
            }
            String name = page.getHost().toLowerCase(Locale.ROOT);
            return name.indexOf('.') < 0
                    || ADDRESS.matcher(name).matches()
                    || NOBODYS.stream().anyMatch(name::endsWith);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The scheme is of no matter: TLS may end before this process. */
    private static boolean isSame(String origin, @Nullable String host) {
        try {
            URI page = new URI(origin);
            String name = page.getHost();
            if (name == null || host == null) {
                return false;
            }
            int own = "https".equalsIgnoreCase(page.getScheme()) ? HTTPS : HTTP;
            String here = host.toLowerCase(Locale.ROOT);
            String there = name.toLowerCase(Locale.ROOT);
            int port = page.getPort() < 0 ? own : page.getPort();
            return here.equals(there + ":" + port) || (port == own && here.equals(there));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
