package dev.faultline.load.api;

import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** The shares of a split, for Prometheus: as it is known, so that a scrape never waits for a cluster. Threadsafe. */
final class SplitCollector extends Collector {

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
            GaugeMetricFamily unused = shares.addMetric(List.of(backend), known.share(backend));
        }
    }
}
