package dev.faultline.platform.http;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows the metrics in that of Prometheus' two formats that the scraper wants most (RFC 9110, section 12.5.1). Quarkus'
 * own route compares media types with all their parameters, so that it refuses {@code application/openmetrics-text;
 * version=1.0.0}, and never takes OpenMetrics where plain text is accepted, too.
 */
public final class MetricsRoute {

    private static final String PATH = "/q/metrics";
    private static final int BEFORE_QUARKUS = -1;
    private static final int NOT_ACCEPTABLE = 406;

    private final CollectorRegistry registry;

    private MetricsRoute(CollectorRegistry registry) {
        this.registry = registry;
    }

    /** Adds the route to that of the service's routers which has Quarkus' own. */
    public static void addTo(Router router, CollectorRegistry registry) {
        // Whoever counts when asked may wait for a lock.
        router.route(PATH)
                .order(BEFORE_QUARKUS)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .blockingHandler(new MetricsRoute(registry)::answer, false);
    }

    private void answer(RoutingContext context) {
        String format = format(context.parsedHeaders().accept());
        if (format == null) {
            context.response()
                    .setStatusCode(NOT_ACCEPTABLE)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
                    .end("metrics come as application/openmetrics-text or text/plain\n");
            return;
        }
        StringWriter text = new StringWriter();
        try {
            TextFormat.writeFormat(format, text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, format).end(text.toString());
    }

    private static @Nullable String format(List<MIMEHeader> accepted) {
        if (accepted.isEmpty()) {
            return Format.OPEN_METRICS.contentType();
        }
        float open = Format.OPEN_METRICS.wanted(accepted);
        float plain = Format.PLAIN.wanted(accepted);
        if (open == 0 && plain == 0) {
            return null;
        }
        return open >= plain ? Format.OPEN_METRICS.contentType() : Format.PLAIN.contentType();
    }

    /**
     * A format, and what it is called by those who ask for it.
     *
     * @param range all media types of its kind
     */
    private record Format(String contentType, String range, Set<String> types, Set<String> versions) {

        /** Its first draft, 0.0.1, has no other syntax. */
        private static final Format OPEN_METRICS = new Format(
                TextFormat.CONTENT_TYPE_OPENMETRICS_100,
                "application/*",
                Set.of("application/openmetrics-text"),
                Set.of("0.0.1", "1.0.0"));

        /** A browser, which asks for HTML, can show it. */
        private static final Format PLAIN =
                new Format(TextFormat.CONTENT_TYPE_004, "text/*", Set.of("text/plain", "text/html"), Set.of("0.0.4"));

        /** Returns the quality, from 0 to 1, of the most specific range that this is in; 0 if it is in none. */
        private float wanted(List<MIMEHeader> accepted) {
            int closest = -1;
            float wanted = 0;
            for (MIMEHeader each : accepted) {
                int close = closeness(each);
                if (close > closest) {
                    closest = close;
                    wanted = each.weight();
                } else if (close >= 0 && close == closest) {
                    wanted = Math.max(wanted, each.weight());
                }
            }
            return wanted;
        }

        /** Returns how exactly that says this format; below zero if it does not. */
        private int closeness(MIMEHeader accepted) {
            String type = accepted.value().toLowerCase(Locale.ROOT);
            if (type.equals("*/*")) {
                return 0;
            }
            if (type.equals(range)) {
                return 1;
            }
            String version = accepted.parameter("version");
            boolean known = version == null || versions.contains(version.replace("\"", ""));
            return known && types.contains(type) ? 2 : -1;
        }
    }
}
