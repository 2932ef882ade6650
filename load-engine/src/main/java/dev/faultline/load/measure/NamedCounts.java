package dev.faultline.load.measure;

import dev.faultline.load.measure.Tally.ScopeStats;
import dev.faultline.load.measure.TimeHistogram.RecordableHistogram;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times of attempts by the name of their request. Whoever records bounds the names. Counts add and subtract in
 * any order. Written by one thread.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays in memory; nothing is stored or sent by them
final class NamedCounts {

    private final Map<String, OfName> byName = new TreeMap<>();

    /** What became of the attempts at requests of one name. */
    private static final class OfName {

        private final TimeHistogram latency;
        private final long[] classes = new long[ResultClass.values().length];
        private final StatusCounts statuses = new StatusCounts();
        private long samples;
        private long succeeded;

        OfName(TimeHistogram latency) {
            this.latency = latency;
        }

        void count(OfName other, int sign) {
            for (int i = 0; i < classes.length; i++) {
                classes[i] += sign * other.classes[i];
            }
            samples += sign * other.samples;
            succeeded += sign * other.succeeded;
        }
    }

    void record(String name, long latencyNanos, Result result) {
        OfName of = of(name);
        if (result.resultClass().isAnswer()) {
            of.latency.record(latencyNanos);
        }
        of.classes[result.resultClass().ordinal()]++;
        of.statuses.record(result);
        of.samples++;
        of.succeeded += result.success() ? 1 : 0;
    }

    void add(NamedCounts other) {
        other.byName.forEach((name, more) -> {
            OfName of = of(name);
            of.latency.add(more.latency);
            of.statuses.add(more.statuses);
            of.count(more, 1);
        });
    }

    void add(String name, TallyDocument.Named document) {
        OfName of = of(name);
        of.latency.add("names.times", document.times());
        document.classes().forEach((resultClass, more) -> of.classes[resultClass.ordinal()] += more);
        of.statuses.add(document.statuses(), document.grpcStatuses());
        of.samples += document.samples();
        of.succeeded += document.succeeded();
    }

    Map<String, TallyDocument.Named> documents() {
        Map<String, TallyDocument.Named> documents = new TreeMap<>();
        byName.forEach((name, of) -> documents.put(
                name,
                new TallyDocument.Named(
                        of.samples,
                        of.succeeded,
                        classes(name),
                        of.statuses.byStatus(),
                        of.statuses.byGrpcStatus(),
                        of.latency.encoded())));
        return documents;
    }

    void subtract(NamedCounts other) {
        other.byName.forEach((name, less) -> {
            OfName of = of(name);
            of.latency.subtract(less.latency);
            of.statuses.subtract(less.statuses);
            of.count(less, -1);
            // Else the names of all plans that ever were would stay.
            if (of.samples == 0) {
                byName.remove(name);
            }
        });
    }

    void reset() {
        byName.clear();
    }

    /** Returns a read-only copy. */
    NamedCounts packed() {
        NamedCounts copy = new NamedCounts();
        byName.forEach((name, each) -> {
            OfName of = new OfName(each.latency.packed());
            of.statuses.add(each.statuses);
            of.count(each, 1);
            copy.byName.put(name, of);
        });
        return copy;
    }

    /** Returns the names that occurred, in order. */
    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    ScopeStats select(String name) {
        OfName of = seen(name);
        TimeHistogram latency = RecordableHistogram.coarse();
        latency.add(of.latency);
        return new ScopeStats(
                of.samples, of.succeeded, of.samples - latency.count(), new Latencies(latency.histogram()));
    }

    /** Returns how many attempts there were. */
    long samples(String name) {
        return seen(name).samples;
    }

    /** Returns how many of them succeeded. */
    long succeeded(String name) {
        return seen(name).succeeded;
    }

    Map<ResultClass, Long> classes(String name) {
        OfName of = seen(name);
        Map<ResultClass, Long> counts = new EnumMap<>(ResultClass.class);
        for (ResultClass resultClass : ResultClass.values()) {
            if (of.classes[resultClass.ordinal()] > 0) {
                counts.put(resultClass, of.classes[resultClass.ordinal()]);
            }
        }
        return counts;
    }

    StatusCounts statuses(String name) {
        return seen(name).statuses;
    }

    long footprintBytes() {
        // The object, the entry and the header of the array, besides what they hold.
        return byName.values().stream()
                .mapToLong(of -> 200L + of.latency.footprintBytes() + of.statuses.footprintBytes())
                .sum();
    }

    private OfName of(String name) {
        return byName.computeIfAbsent(name, fresh -> new OfName(RecordableHistogram.coarse()));
    }

    private OfName seen(String name) {
        @Nullable OfName of = byName.get(name);
        return of == null ? new OfName(RecordableHistogram.coarse()) : of;
    }
}
