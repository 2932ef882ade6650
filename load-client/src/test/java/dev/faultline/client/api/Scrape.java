package dev.faultline.client.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Prometheus reads of a page of metrics: each series, by name and labels as they are written. */
record Scrape(Map<String, Double> samples) {

    Scrape(String text) {
        this(parsed(text));
    }

    private static Map<String, Double> parsed(String text) {
        Map<String, Double> samples = new LinkedHashMap<>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            // The older format ends its labels with a comma.
            samples.put(line.substring(0, space).replace(",}", "}"), Double.parseDouble(line.substring(space + 1)));
        });
        return samples;
    }

    /** Returns the only series of that name. */
    double value(String name) {
        return only(name, name);
    }

    /** Returns the only series of that name and label. */
    double value(String name, String label, String value) {
        return only(name + " " + label + " " + value, name, label, value);
    }

    /** Returns the sum of the series of that name. */
    double sum(String name) {
        return matching(name).stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns the sum of the series of that name and label. */
    double sum(String name, String label, String value) {
        return matching(name, label, value).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** Returns what histogram_quantile would: linear within the bucket that holds the rank. */
    double quantile(String name, String label, String value, double quantile) {
        double rank = quantile * sum(name + "_count", label, value);
        double lowBound = 0;
        double lowCount = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            String series = sample.getKey();
            if (series.startsWith(name + "_bucket{") && series.contains(label + "=\"" + value + "\"")) {
                int le = series.indexOf("le=\"") + 4;
                String bound = series.substring(le, series.indexOf('"', le));
                double high = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
                if (sample.getValue() >= rank) {
                    return Double.isInfinite(high)
                            ? lowBound
                            : lowBound + (high - lowBound) * (rank - lowCount) / (sample.getValue() - lowCount);
                }
                lowBound = high;
                lowCount = sample.getValue();
            }
        }
        throw new AssertionError("no buckets of " + name);
    }

    private double only(String what, String name, String... label) {
        List<Double> found = matching(name, label);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " series of " + what);
        }
        return found.get(0);
    }

    private List<Double> matching(String name, String... label) {
        List<Double> found = new ArrayList<>();
        samples.forEach((series, value) -> {
            boolean named = series.equals(name) || series.startsWith(name + "{");
            if (named && (label.length == 0 || series.contains(label[0] + "=\"" + label[1] + "\""))) {
                found.add(value);
            }
        });
        return found;
    }
}
