package dev.faultline.learn.source;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus is asked for: a service, whose metrics are found by themselves, or metrics that are named.
 *
 * @param url where it is, such as {@code http://prometheus:9090}; a path before {@code /api/v1} is kept
 * @param service the Kubernetes Service, or what else the metrics call it; null if the metrics are named
 * @param namespace of the service; null for any
 * @param latencyQuery selects a histogram, classic ({@code x_bucket{job="shop"}}) or native, or sums one; null for none
 * @param statusQuery selects a counter with a label for the status, or sums one by it; null for none
 * @param unit of the latency's histogram: {@code s}, {@code ms}, {@code us}; null to tell it by its name
 */
public record PrometheusSource(
        String url,
        @Nullable String service,
        @Nullable String namespace,
        @Nullable String latencyQuery,
        @Nullable String statusQuery,
        @Nullable String unit) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,252}");
    private static final Pattern UNIT = Pattern.compile("s|ms|us");
    private static final int LONGEST_QUERY = 4_000;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** @throws InvalidValue if a part is missing or out of bounds */
    public PrometheusSource {
        Require.present("url", url);
        url = base(url);
        boolean named = latencyQuery != null || statusQuery != null;
        Require.that(
                (service == null) == named,
                "service",
                "must be given, or latencyQuery and statusQuery in its place",
                service == null ? "nothing" : "given beside them");
        if (service != null) {
            Require.matching("service", service, NAME, "must be the name of a service");
        }
        if (namespace != null) {
            Require.that(service != null, "namespace", "must be given with service", '"' + namespace + '"');
            Require.matching("namespace", namespace, NAME, "must be the name of a namespace");
        }
        query("latencyQuery", latencyQuery);
        query("statusQuery", statusQuery);
        if (unit != null) {
            Require.that(latencyQuery != null, "unit", "must be given with latencyQuery", '"' + unit + '"');
            Require.matching("unit", unit, UNIT, "must be s, ms or us");
        }
    }

    private static void query(String field, @Nullable String query) {
        if (query != null) {
            Require.that(!query.isBlank(), field, "must be a query", "blank");
            Require.that(
                    query.length() <= LONGEST_QUERY,
                    field,
                    "must have at most " + LONGEST_QUERY + " characters",
                    query.length());
        }
    }

    private static String base(String url) {
        try {
            URI uri = new URI(url);
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null && plain) {
                return url.replaceAll("/+$", "").replaceAll("/api/v1$", "");
            }
        } catch (URISyntaxException e) {
            throw noUrl(e);
        }
        throw noUrl(null);
    }

    /** The value is not shown: there may be a password in it. */
    private static InvalidValue noUrl(@Nullable Throwable cause) {
        return new InvalidValue(
                "url",
                "must be a URL such as http://prometheus:9090, without a user, a query or a fragment",
                InvalidValue.WITHHELD,
                cause);
    }

    /** Returns its name for people. */
    @Override
    public String toString() {
        return url;
    }
}
