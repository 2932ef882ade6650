package dev.faultline.client.cli;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.plan.LearnRequest;
import dev.faultline.learn.source.PrometheusSource;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who measured, and when. Some of it must be known before the process starts. */
final class LearnOptions {

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "asks that Prometheus; --service or --latency-query says for what")
    @Nullable
    String prometheus;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "the service, as Linkerd, Istio or Envoy call it; of a load-client its job")
    @Nullable
    String service;

    @Option(names = "--namespace", paramLabel = "NAME", description = "its namespace; default: any")
    @Nullable
    String namespace;

    @Option(
            names = "--latency-query",
            paramLabel = "QUERY",
            description =
                    "selects a histogram of any name, such as 'http_request_duration_seconds_bucket{job=\"shop\"}'")
    @Nullable
    String latencyQuery;

    @Option(
            names = "--status-query",
            paramLabel = "QUERY",
            description =
                    "selects a counter of any name that has a label for the status, such as 'http_requests_total{job=\"shop\"}'")
    @Nullable
    String statusQuery;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            description = "of the histogram: s, ms or us; default: as its name says, else s")
    @Nullable
    String unit;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "holds the bearer token that Prometheus asks for")
    @Nullable
    Path tokenFile;

    @Mixin
    final TlsOptions tls = new TlsOptions();

    @Option(names = "--ca-file", paramLabel = "FILE", hidden = true, description = "what --ca was called before")
    @Nullable
    Path caFile;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description =
                    "when it began, such as 2026-11-24T20:15:00Z; default: as long ago as --for says; of a file its beginning")
    @Nullable
    String at;

    @Option(
            names = "--for",
            paramLabel = "T",
            description = "how long it lasted, 1s to 31d; default: 10m; of a file to its end")
    @Nullable
    String length;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "tells requests apart by path or grpc-method: a rule for each")
    @Nullable
    String by;

    @Option(
            names = "--routes",
            paramLabel = "N",
            description = "the most paths or methods that are told apart, 1 to 50; default: 10")
    @Nullable
    Integer routes;

    @Option(
            names = "--step",
            paramLabel = "T",
            description = "makes a timeline: a rule for each so long, in the order of time")
    @Nullable
    String step;

    @Option(names = "--speed", paramLabel = "X", description = "how much faster the timeline is played; default: 1")
    @Nullable
    Double speed;

    /**
     * Returns what is asked for.
     *
     * @param file null if none is given
     * @throws InvalidValue naming the option that is out of bounds
     */
    LearnRequest request(@Nullable String file) {
        try {
            PrometheusSource source = prometheus == null
                    ? null
                    : new PrometheusSource(prometheus, service, namespace, latencyQuery, statusQuery, unit);
            if (source == null) {
                Require.that(
                        service == null && namespace == null && latencyQuery == null && statusQuery == null,
                        "prometheus",
                        "must be given with service, namespace, latency-query or status-query",
                        "nothing");
            }
            Require.that(source != null || file != null, "prometheus", "must be given, or a FILE", "nothing");
            return new LearnRequest(
                    source, file, null, at, duration("for", length), by(), duration("step", step), speed, routes);
        } catch (InvalidValue e) {
            throw option(e);
        }
    }

    /** Returns the same complaint about the option and not about the field of a document. */
    static InvalidValue option(InvalidValue e) {
        String name = e.field().replaceFirst("^prometheus\\.", "");
        String option = name.equals("url")
                ? "prometheus"
                : name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        boolean known = option.matches(
                "prometheus|service|namespace|latency-query|status-query|unit|at|for|by|routes|step|speed");
        return known ? new InvalidValue("--" + option, e.rule(), e.value(), e) : e;
    }

    private static @Nullable Duration duration(String field, @Nullable String text) {
        return text == null ? null : Durations.parse(field, text);
    }

    private @Nullable By by() {
        if (by == null) {
            return null;
        }
        return switch (by) {
            case "path" -> By.PATH;
            case "grpc-method" -> By.GRPC_METHOD;
            default -> throw new InvalidValue("by", "must be path or grpc-method", '"' + by + '"');
        };
    }

    /** Returns with what TLS is spoken. */
    TlsOptions tls() {
        tls.ca = caFile == null ? tls.ca : caFile;
        return tls;
    }

    /** Returns the settings that this implies: who runs a command by hand may read any file of his and ask whom he names. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("faultline.learn.files", "/");
        if (prometheus != null) {
            settings.put("faultline.learn.prometheus", prometheus);
        }
        if (tokenFile != null) {
            settings.put("faultline.learn.token-file", tokenFile.toString());
        }
        return settings;
    }
}
