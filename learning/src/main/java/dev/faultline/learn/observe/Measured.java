package dev.faultline.learn.observe;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How long some requests took and what became of them. Counts need not be whole. Confined to one thread while it is written. */
public final class Measured {

    private final LatencyBuckets latency = new LatencyBuckets();
    private final Map<Outcome, Double> outcomes = new TreeMap<>(Comparator.comparing(Outcome::wire));

    /** Returns how long they took; to be added to. */
    public LatencyBuckets latency() {
        return latency;
    }

    /** Adds requests of that outcome; none or less than none are ignored. */
    public void add(Outcome outcome, double more) {
        if (more > 0) {
            outcomes.merge(outcome, more, Double::sum);
        }
    }

    /** Counts requests under another outcome than they were, as far as so many were. */
    public void move(Outcome was, Outcome is, double some) {
        double there = Math.min(some, outcomes.getOrDefault(was, 0.0));
        if (there > 0) {
            outcomes.merge(was, -there, Double::sum);
            outcomes.values().removeIf(count -> count <= 0);
            add(is, there);
        }
    }

    /** Adds all of another, each count multiplied by a factor. */
    public void add(Measured other, double factor) {
        latency.add(other.latency, factor);
        other.outcomes.forEach((outcome, more) -> add(outcome, more * factor));
    }

    /** Returns how many requests had which outcome, in the order of their names. */
    public Map<Outcome, Double> outcomes() {
        return new LinkedHashMap<>(outcomes);
    }

    /** Returns how many requests' outcomes are known. */
    public double ended() {
        return outcomes.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns how many requests these are: some sources tell only times, others only outcomes. */
    public double requests() {
        return Math.max(ended(), latency.count());
    }

    /** Returns whether nothing was measured. */
    public boolean isEmpty() {
        return requests() == 0;
    }
}
