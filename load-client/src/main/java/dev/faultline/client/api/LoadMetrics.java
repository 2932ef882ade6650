package dev.faultline.client.api;

import dev.faultline.experiment.run.Experiments;
import dev.faultline.experiment.verdict.State;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.ClientValidity;
import dev.faultline.load.measure.GrpcStatus;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.platform.http.MetricsRoute;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The load's own metrics: what it came to since the start, what is asked for, how it is split, and what experiments are under way. */
@Singleton
class LoadMetrics {

    private final MeterRegistry registry;
    private final CollectorRegistry collectors;

    LoadMetrics(MeterRegistry registry, CollectorRegistry collectors) {
        this.registry = registry;
        this.collectors = collectors;
    }

    void show(@Observes ManagementInterface management) {
        MetricsRoute.addTo(management.router(), collectors);
    }

    void experiments(@Observes StartupEvent event, Experiments experiments) {
        for (State state : State.values()) {
            if (state != State.DONE) {
                Gauge.builder("faultline.experiments.running", () -> experiments.count(state))
                        .tag("state", state.wire())
                        .description("Experiments under way, by where they are")
                        .register(registry);
            }
        }
    }

    void register(@Observes StartupEvent event, Totals totals, LoadControl load, ConfiguredSplit splits) {
        // Meters would count each attempt once more, into histograms of their own, where it is sent.
        collectors.register(new LoadCollector(totals));
        Gauge.builder("faultline.load.rate", load, LoadControl::rate)
                .description("Arrivals a second that are asked for")
                .register(registry);
        Gauge.builder("faultline.load.in.flight", load, LoadControl::inFlight)
                .description("Requests that are under way")
                .register(registry);
        splits.control().ifPresent(split -> collectors.register(new SplitCollector(split)));
    }

    /**
     * What the load came to since the start, for Prometheus. Each scrape reads one sum of whole seconds, so that all its
     * figures fit together; sending never waits for it. Threadsafe.
     */
    static final class LoadCollector extends Collector {

        /** Five steps a decade from half a millisecond on, in seconds: a quantile is within a step. */
        static final List<Double> BUCKETS = List.of(
                0.0005, 0.0008, 0.00125, 0.002, 0.003, 0.005, 0.008, 0.0125, 0.02, 0.03, 0.05, 0.08, 0.125, 0.2, 0.3,
                0.5, 0.8, 1.25, 2.0, 3.0, 5.0, 8.0, 12.5, 20.0, 30.0, 60.0);

        private static final double[] BOUNDS_MILLIS =
                BUCKETS.stream().mapToDouble(bucket -> bucket * 1_000).toArray();

        /** There from the start: a rate needs a zero to begin from. */
        private static final List<String> USUAL_STATUSES = List.of(
                "200", "201", "202", "204", "206", "301", "302", "304", "307", "308", "400", "401", "403", "404", "405",
                "408", "409", "410", "413", "415", "422", "429", "431", "499", "500", "501", "502", "503", "504");

        /** A service that makes up statuses makes up no labels. */
        private static final int MOST_STATUSES = 100;

        private final Totals totals;

        /** The label of each status that was seen, which it keeps: a counter must not fall. */
        private final Map<String, String> statusLabels = new HashMap<>();

        LoadCollector(Totals totals) {
            this.totals = totals;
            USUAL_STATUSES.forEach(status -> statusLabels.put(status, status));
        }

        @Override
        public List<MetricFamilySamples> collect() {
            Tally all = totals.all();
            return List.of(
                    attempts(all),
                    successes(all),
                    responses(all),
                    grpcResponses(all),
                    mesh(all),
                    counter("faultline_load_arrivals", "Requests that came due, whatever became of them", List.of())
                            .with(List.of(), all.arrivals())
                            .family(),
                    counter(
                                    "faultline_load_requests",
                                    "Requests that ended, with all their attempts",
                                    List.of("success"))
                            .with(List.of("true"), all.succeeded(Scope.REQUESTS))
                            .with(List.of("false"), all.count(Scope.REQUESTS) - all.succeeded(Scope.REQUESTS))
                            .family(),
                    counter(
                                    "faultline_load_retries",
                                    "Failed attempts that were repeated, or not since the budget was spent",
                                    List.of("granted"))
                            .with(List.of("true"), all.retries())
                            .with(List.of("false"), all.retriesDenied())
                            .family(),
                    counter("faultline_load_shed", "Arrivals that were never sent", List.of("reason"))
                            .with(List.of(ShedReason.LATE.wire()), all.count(ShedReason.LATE))
                            .with(List.of(ShedReason.FULL.wire()), all.count(ShedReason.FULL))
                            .family(),
                    counter(
                                    "faultline_load_unaccounted",
                                    "Arrivals of which nobody can tell what became since a sender was lost",
                                    List.of())
                            .with(List.of(), all.unaccounted())
                            .family(),
                    counter(
                                    "faultline_load_late",
                                    "Arrivals sent more than 100 ms late, or shed since later",
                                    List.of())
                            .with(List.of(), ClientValidity.late(all))
                            .family(),
                    tlsFailures(all),
                    counter(
                                    "faultline_load_tls_handshakes",
                                    "TLS handshakes that came to their end, and whether they went on with an earlier session",
                                    List.of("resumed"))
                            .with(List.of("true"), all.handshakes().resumed())
                            .with(
                                    List.of("false"),
                                    all.handshakes().count() - all.handshakes().resumed())
                            .family(),
                    histogram(
                                    "faultline_load_tls_handshake_seconds",
                                    "From the open connection to the end of the TLS handshake",
                                    List.of())
                            .withAll(List.of(), all.handshakes().times())
                            .family(),
                    latency(all),
                    namedAttempts(all),
                    namedLatency(all),
                    histogram(
                                    "faultline_load_service_seconds",
                                    "From the granted connection to the end of an answer",
                                    List.of())
                            .withAll(List.of(), all.service())
                            .family(),
                    histogram("faultline_load_lag_seconds", "How late the client itself sent", List.of())
                            .withAll(List.of(), all.lag())
                            .family());
        }

        private static MetricFamilySamples attempts(Tally all) {
            Samples samples = counter(
                    "faultline_load_attempts",
                    "Attempts by what became of them, and who answered as far as the answers tell",
                    List.of("class", "answerer"));
            for (ResultClass resultClass : ResultClass.values()) {
                for (Answerer answerer : Answerer.values()) {
                    long count = resultClass == ResultClass.SHED && answerer == resultClass.usually()
                            ? all.count(ResultClass.SHED)
                            : all.count(resultClass, answerer);
                    if (count > 0 || isPossible(resultClass, answerer)) {
                        samples.with(List.of(resultClass.wire(), answerer.wire()), count);
                    }
                }
            }
            return samples.family();
        }

        /** Whether there is such a series from the start: a rate needs a zero to begin from, and misses what was before. */
        private static boolean isPossible(ResultClass resultClass, Answerer answerer) {
            return switch (resultClass) {
                case OK, HTTP_4XX, HTTP_5XX, UNEXPECTED -> answerer != Answerer.PROXY && answerer != Answerer.NOBODY;
                case TRUNCATED -> answerer != Answerer.NOBODY;
                default -> answerer == resultClass.usually();
            };
        }

        private static MetricFamilySamples successes(Tally all) {
            Samples samples = counter(
                    "faultline_load_successes",
                    "Attempts that succeeded as Linkerd counts, by who answered as far as the answers tell",
                    List.of("answerer"));
            for (Answerer answerer : Answerer.values()) {
                // Who does not answer has no success.
                if (answerer != Answerer.NOBODY) {
                    samples.with(List.of(answerer.wire()), all.succeeded(answerer));
                }
            }
            return samples.family();
        }

        private MetricFamilySamples responses(Tally all) {
            Samples samples = counter(
                    "faultline_load_responses",
                    "Answers by their HTTP status, from their head on; rare ones by their class once there are many",
                    List.of("status"));
            Map<String, Long> byLabel = new TreeMap<>();
            USUAL_STATUSES.forEach(status -> byLabel.put(status, 0L));
            all.statuses().forEach((status, count) -> byLabel.merge(label(status), count, Long::sum));
            byLabel.forEach((label, count) -> samples.with(List.of(label), count));
            return samples.family();
        }

        /** Scrapes come from many threads. */
        private synchronized String label(String status) {
            String known = statusLabels.get(status);
            if (known == null) {
                boolean isStatus = status.matches("[1-5]..");
                known = statusLabels.size() < MOST_STATUSES
                        ? status
                        : isStatus ? status.charAt(0) + "xx" : MeshCounts.OTHER;
                statusLabels.put(status, known);
            }
            return known;
        }

        private static MetricFamilySamples grpcResponses(Tally all) {
            Samples samples = counter(
                    "faultline_load_grpc_responses",
                    "Whole answers to gRPC calls by their gRPC status",
                    List.of("grpc_status"));
            for (GrpcStatus status : GrpcStatus.values()) {
                samples.with(List.of(status.wire()), all.grpcStatuses().getOrDefault(status, 0L));
            }
            return samples.family();
        }

        /** A series for each reason from the start: there are a few dozens. */
        private static MetricFamilySamples tlsFailures(Tally all) {
            Samples samples = counter("faultline_load_tls_failures", "Attempts without TLS, by why", List.of("reason"));
            Map<TlsFailure, Long> failures = all.tlsFailures();
            for (TlsFailure failure : TlsFailure.values()) {
                samples.with(List.of(failure.wire()), failures.getOrDefault(failure, 0L));
            }
            return samples.family();
        }

        /** Bounded, since whoever reads them off the mesh keeps the names of backends and errors bounded. */
        private static MetricFamilySamples mesh(Tally all) {
            Samples samples = counter(
                    "faultline_mesh_responses",
                    "Responses that the mesh's proxy of this pod counted, by the backend that it asked",
                    List.of("backend", "status", "error", "success"));
            all.mesh().series().entrySet().stream()
                    .collect(Collectors.groupingBy(
                            each -> List.of(
                                    each.getKey().backend(),
                                    each.getKey().status(),
                                    each.getKey().error(),
                                    Boolean.toString(each.getKey().success())),
                            Collectors.summingLong(Map.Entry::getValue)))
                    .forEach(samples::with);
            return samples.family();
        }

        private static MetricFamilySamples latency(Tally all) {
            Samples samples = histogram(
                    "faultline_load_latency_seconds",
                    "From the intended time to the end; classes without an answer until they were given up",
                    List.of("class"));
            for (ResultClass resultClass : ResultClass.values()) {
                if (resultClass != ResultClass.SHED) {
                    samples.withAll(List.of(resultClass.wire()), all.times(resultClass));
                }
            }
            return samples.family();
        }

        /** The recorder bounds the names, and never takes one away. */
        private static MetricFamilySamples namedAttempts(Tally all) {
            Samples samples = counter(
                    "faultline_load_named_attempts",
                    "Attempts at requests that the plan tells apart, by what became of them",
                    List.of("name", "class"));
            all.names().forEach(name -> {
                Map<ResultClass, Long> classes = all.classes(name);
                for (ResultClass resultClass : ResultClass.values()) {
                    if (resultClass != ResultClass.SHED) {
                        samples.with(List.of(name, resultClass.wire()), classes.getOrDefault(resultClass, 0L));
                    }
                }
            });
            return samples.family();
        }

        private static MetricFamilySamples namedLatency(Tally all) {
            Samples samples = histogram(
                    "faultline_load_named_latency_seconds",
                    "From the intended time to the end of an answer, of requests that the plan tells apart",
                    List.of("name"));
            all.names()
                    .forEach(name -> samples.withAll(
                            List.of(name), all.select(new Scope.Named(name)).latency()));
            return samples.family();
        }

        private static Samples counter(String name, String help, List<String> labels) {
            return new Samples(name, Type.COUNTER, help, labels, new ArrayList<>());
        }

        private static Samples histogram(String name, String help, List<String> labels) {
            return new Samples(name, Type.HISTOGRAM, help, labels, new ArrayList<>());
        }

        /** The samples of one family, as they are gathered. */
        private record Samples(
                String name, Type type, String help, List<String> labels, List<MetricFamilySamples.Sample> samples) {

            Samples with(List<String> values, long count) {
                add("_total", labels, values, (double) count);
                return this;
            }

            Samples withAll(List<String> values, Latencies latencies) {
                List<String> bucketLabels = plus(labels, "le");
                long[] counts = latencies.countsUpTo(BOUNDS_MILLIS);
                for (int i = 0; i < counts.length; i++) {
                    add("_bucket", bucketLabels, plus(values, doubleToGoString(BUCKETS.get(i))), (double) counts[i]);
                }
                add("_bucket", bucketLabels, plus(values, "+Inf"), (double) latencies.count());
                add("_count", labels, values, (double) latencies.count());
                add("_sum", labels, values, latencies.sum() / 1_000);
                return this;
            }

            MetricFamilySamples family() {
                return new MetricFamilySamples(name, type, help, samples);
            }

            private void add(String suffix, List<String> names, List<String> values, double value) {
                samples.add(new MetricFamilySamples.Sample(name + suffix, names, values, value));
            }

            private static List<String> plus(List<String> list, String more) {
                List<String> longer = new ArrayList<>(list);
                longer.add(more);
                return longer;
            }
        }
    }

    /** The shares of a split, for Prometheus: as it is known, so that a scrape never waits for a cluster. Threadsafe. */
    static final class SplitCollector extends Collector {

        private final SplitControl split;

        SplitCollector(SplitControl split) {
            this.split = split;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            GaugeMetricFamily shares = new GaugeMetricFamily(
                    "faultline_split_share", "The share of the traffic that a backend gets", List.of("backend"));
            split.known().ifPresent(known -> add(shares, known));
            return List.of(
                    shares,
                    new CounterMetricFamily(
                            "faultline_split_restored",
                            "Weights put back that an experiment of another process had left",
                            split.restored()));
        }

        private static void add(GaugeMetricFamily shares, Split known) {
            for (String backend : known.weights().keySet()) {
                shares.addMetric(List.of(backend), known.share(backend));
            }
        }
    }
}
