package dev.faultline.learn.source;

import dev.faultline.learn.observe.Outcome.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that tell of a service: a histogram of its latency and counters of what became of requests.
 *
 * @param title who measured it, for people
 * @param latency null if nothing tells of it
 * @param counters what became of requests
 */
record PrometheusMetrics(String title, @Nullable Query latency, List<Query> counters) {

    /** Possessive, so that a long query takes no deep stack. */
    private static final Pattern SELECTOR = Pattern.compile("\\s*(?:[A-Za-z_:][A-Za-z0-9_:]*+)?\\s*(?:\\{"
            + "(?:[^{}\"'`]++|\"(?:[^\"\\\\]++|\\\\.)*+\"|'(?:[^'\\\\]++|\\\\.)*+'|`[^`]*+`)*+\\})?\\s*");

    /** What a name says of the unit. */
    private static final Pattern UNIT =
            Pattern.compile("_seconds|_s\\b|_s_|(?<ms>milliseconds|_ms|_millis)|(?<us>microseconds|_us\\b|_us_)");

    private static final Pattern RATE = Pattern.compile("\\bi?rate\\s*\\(");

    /**
     * A question to Prometheus.
     *
     * @param field the field that it comes from, for complaints
     * @param text in PromQL
     * @param seconds the unit of a histogram's bounds; 0 if it is not known, and of a counter
     * @param outOf a status that those who are counted here are counted under, too; null if they are not
     */
    record Query(
            String field,
            String text,
            double seconds,
            @Nullable Status outOf) {

        static Query latency(String text, double seconds) {
            return new Query("service", text, seconds, null);
        }

        static Query counter(String text) {
            return new Query("service", text, 0, null);
        }

        /** Returns whether it selects series as they are, so that each process is told apart. */
        boolean isSelector() {
            return SELECTOR.matcher(text).matches();
        }

        /** Returns whether what it gives is a rate a second and no count. */
        boolean isRate() {
            return RATE.matcher(text).find();
        }
    }

    /** Returns what may tell of it, in the order in which it is asked for. */
    static List<PrometheusMetrics> of(PrometheusSource source) {
        String service = source.service();
        return service == null ? List.of(named(source)) : known(service, source.namespace());
    }

    private static PrometheusMetrics named(PrometheusSource source) {
        String latency = source.latencyQuery();
        String status = source.statusQuery();
        return new PrometheusMetrics(
                "what was asked for",
                latency == null ? null : new Query("latencyQuery", latency, seconds(source.unit(), latency), null),
                status == null ? List.of() : List.of(new Query("statusQuery", status, 0, null)));
    }

    private static double seconds(@Nullable String unit, String query) {
        if (unit != null) {
            return unit.equals("s") ? 1 : unit.equals("ms") ? 1e-3 : 1e-6;
        }
        Matcher name = UNIT.matcher(query);
        if (!name.find()) {
            return 0;
        }
        return name.group("us") != null ? 1e-6 : name.group("ms") != null ? 1e-3 : 1;
    }

    private static List<PrometheusMetrics> known(String service, @Nullable String namespace) {
        List<PrometheusMetrics> known = new ArrayList<>();
        String outbound =
                "{direction=\"outbound\"," + equal("dst_service", service) + and("dst_namespace", namespace) + "}";
        known.add(linkerd("Linkerd's proxies of its callers", outbound));
        String inbound = "{direction=\"inbound\"," + equal("deployment", service) + and("namespace", namespace) + "}";
        known.add(linkerd("Linkerd's proxies of its own pods", inbound));
        for (String kind : List.of("http", "grpc")) {
            String of = "{" + equal("backend_name", service) + and("backend_namespace", namespace) + "}";
            String family = "outbound_" + kind + "_route_backend_response_";
            known.add(new PrometheusMetrics(
                    "Linkerd's routes",
                    Query.latency(family + "duration_seconds_bucket" + of, 1),
                    List.of(Query.counter(family + "statuses_total" + of))));
        }
        for (String reporter : List.of("source", "destination")) {
            String of = "{reporter=\"" + reporter + "\"," + equal("destination_service_name", service)
                    + and("destination_service_namespace", namespace) + "}";
            known.add(new PrometheusMetrics(
                    "Istio's proxies of its " + (reporter.equals("source") ? "callers" : "own pods"),
                    Query.latency("istio_request_duration_milliseconds_bucket" + of, 1e-3),
                    List.of(Query.counter("istio_requests_total" + of))));
        }
        String cluster = "{envoy_cluster_name=~\"(.*[|])?" + service.replace(".", "[.]")
                + (namespace == null ? "([.].*)?" : "([.]" + namespace.replace(".", "[.]") + "([.].*)?)?") + "\"}";
        known.add(new PrometheusMetrics(
                "Envoy",
                Query.latency("envoy_cluster_upstream_rq_time_bucket" + cluster, 1e-3),
                List.of(Query.counter("envoy_cluster_upstream_rq" + cluster))));
        known.add(faultline("{" + equal("job", service) + and("namespace", namespace) + "}"));
        return known;
    }

    private static PrometheusMetrics linkerd(String title, String of) {
        return new PrometheusMetrics(
                title,
                Query.latency("response_latency_ms_bucket" + of, 1e-3),
                List.of(Query.counter("response_total" + of)));
    }

    /** What a load-client measured. Its answers are counted by their status; those that broke off, and gRPC's, are among them. */
    private static PrometheusMetrics faultline(String of) {
        String inside = of.substring(1);
        Status ok = new Status(200);
        return new PrometheusMetrics(
                "a load-client of Faultline",
                Query.latency(
                        "faultline_load_latency_seconds_bucket{class=~\"ok|http-4xx|http-5xx|unexpected|injected|proxy\","
                                + inside,
                        1),
                List.of(
                        Query.counter("faultline_load_responses_total" + of),
                        Query.counter(
                                "faultline_load_attempts_total{class=~\"refused|connect-timeout|dns|tls|reset|close|timeout\","
                                        + inside),
                        new Query("service", "faultline_load_attempts_total{class=\"truncated\"," + inside, 0, ok),
                        new Query("service", "faultline_load_grpc_responses_total" + of, 0, ok)));
    }

    private static String equal(String label, String value) {
        return label + "=\"" + value + "\"";
    }

    private static String and(String label, @Nullable String value) {
        return value == null ? "" : "," + equal(label, value);
    }
}
