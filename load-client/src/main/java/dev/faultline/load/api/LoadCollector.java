package dev.faultline.load.api;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Shed;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Validity;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/**
 * What the load came to since the start, for Prometheus. Each scrape reads one sum of whole seconds, so that all its
 * figures fit together; sending never waits for it. Threadsafe.
 */
final class LoadCollector extends Collector {

    /** Five steps a decade from half a millisecond on, in seconds: a quantile is within a step. */
    static final List<Double> BUCKETS = List.of(
            0.0005, 0.0008, 0.00125, 0.002, 0.003, 0.005, 0.008, 0.0125, 0.02, 0.03, 0.05, 0.08, 0.125, 0.2, 0.3, 0.5,
            0.8, 1.25, 2.0, 3.0, 5.0, 8.0, 12.5, 20.0, 30.0, 60.0);

    private static final double[] BOUNDS_MILLIS =
            BUCKETS.stream().mapToDouble(bucket -> bucket * 1_000).toArray();

    private final Totals totals;

    LoadCollector(Totals totals) {
        this.totals = totals;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Tally all = totals.all();
        return List.of(
                attempts(all),
                successes(all),
                counter("faultline_load_arrivals", "Requests that came due, whatever became of them", List.of())
                        .with(List.of(), all.arrivals())
                        .family(),
                counter("faultline_load_requests", "Requests that ended, with all their attempts", List.of("success"))
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
                        .with(List.of(Shed.LATE.wire()), all.count(Shed.LATE))
                        .with(List.of(Shed.FULL.wire()), all.count(Shed.FULL))
                        .family(),
                counter("faultline_load_late", "Arrivals sent more than 100 ms late, or shed since later", List.of())
                        .with(List.of(), Validity.late(all))
                        .family(),
                latency(all),
                histogram("faultline_load_service_seconds", "From the granted connection to the end", List.of())
                        .withAll(List.of(), all.service())
                        .family(),
                histogram("faultline_load_lag_seconds", "How late the client itself sent", List.of())
                        .withAll(List.of(), all.lag())
                        .family());
    }

    private static MetricFamilySamples attempts(Tally all) {
        Samples samples =
                counter("faultline_load_attempts", "Attempts by what became of them", List.of("class", "answerer"));
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
            case OK, HTTP_4XX, HTTP_5XX -> answerer == Answerer.BACKEND || answerer == Answerer.INJECTOR;
            case TRUNCATED -> answerer != Answerer.NOBODY;
            default -> answerer == resultClass.usually();
        };
    }

    private static MetricFamilySamples successes(Tally all) {
        Samples samples = counter(
                "faultline_load_successes",
                "Attempts that succeeded as Linkerd counts, by who answered",
                List.of("answerer"));
        for (Answerer answerer : Answerer.values()) {
            // Who does not answer has no success.
            if (answerer != Answerer.NOBODY) {
                samples.with(List.of(answerer.wire()), all.succeeded(new Scope.By(answerer)));
            }
        }
        return samples.family();
    }

    private static MetricFamilySamples latency(Tally all) {
        Samples samples =
                histogram("faultline_load_latency_seconds", "From the intended time to the end", List.of("class"));
        for (ResultClass resultClass : ResultClass.values()) {
            if (resultClass != ResultClass.SHED) {
                Latencies latencies = all.select(new Scope.In(resultClass)).latency();
                samples.withAll(List.of(resultClass.wire()), latencies);
            }
        }
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
