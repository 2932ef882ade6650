package dev.faultline.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * Counts and latencies of some attempts: of a second, of a phase, of a run. Tallies add up without loss. Written by one
 * thread; once handed to others it must not be written any more.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays in memory, on the hot path; nothing is stored or sent by them
public final class Tally {

    /** Three digits: a percentile is right within 0.1 %. */
    private static final int DIGITS = 3;

    private static final long HIGHEST_MICROS = 3_600_000_000L;

    private final long[] classes = new long[ResultClass.values().length];
    private final long[] answered = new long[Answerer.values().length];
    private final long[] succeeded = new long[Answerer.values().length];
    private final EnumMap<Answerer, AbstractHistogram> latency = new EnumMap<>(Answerer.class);
    private final AbstractHistogram service;
    private final AbstractHistogram lag;

    /** Creates an empty tally, quick to write. */
    public Tally() {
        this(false);
    }

    private Tally(boolean packed) {
        for (Answerer answerer : Answerer.values()) {
            latency.put(answerer, histogram(packed));
        }
        service = histogram(packed);
        lag = histogram(packed);
    }

    private static AbstractHistogram histogram(boolean packed) {
        AbstractHistogram histogram = packed ? new PackedHistogram(DIGITS) : new Histogram(DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    /** Records an attempt that was sent and has ended. */
    public void record(Instants instants, Result result) {
        classes[result.resultClass().ordinal()]++;
        int who = result.answerer().ordinal();
        answered[who]++;
        if (result.success()) {
            succeeded[who]++;
        }
        record(latencyOf(result.answerer()), instants.latencyNanos());
        record(service, instants.serviceNanos());
        record(lag, instants.lagNanos());
    }

    /** Records an arrival that was never sent. */
    public void shed() {
        classes[ResultClass.SHED.ordinal()]++;
    }

    /** Adds all that the other tally holds. */
    public void add(Tally other) {
        sum(classes, other.classes);
        sum(answered, other.answered);
        sum(succeeded, other.succeeded);
        latency.forEach((answerer, histogram) -> histogram.add(other.latencyOf(answerer)));
        service.add(other.service);
        lag.add(other.lag);
    }

    /** Forgets everything. */
    public void reset() {
        java.util.Arrays.fill(classes, 0);
        java.util.Arrays.fill(answered, 0);
        java.util.Arrays.fill(succeeded, 0);
        latency.values().forEach(AbstractHistogram::reset);
        service.reset();
        lag.reset();
    }

    /** Returns a copy that is small to keep: a few KB instead of half a megabyte. */
    public Tally packed() {
        Tally copy = new Tally(true);
        copy.add(this);
        return copy;
    }

    /** Returns how many attempts ended in that class. */
    public long count(ResultClass resultClass) {
        return classes[resultClass.ordinal()];
    }

    /** Returns the classes that occurred and their counts. */
    public Map<ResultClass, Long> classes() {
        Map<ResultClass, Long> counts = new EnumMap<>(ResultClass.class);
        for (ResultClass resultClass : ResultClass.values()) {
            if (count(resultClass) > 0) {
                counts.put(resultClass, count(resultClass));
            }
        }
        return counts;
    }

    /** Returns how many attempts were sent and have ended. */
    public long sent() {
        long sent = 0;
        for (long count : answered) {
            sent += count;
        }
        return sent;
    }

    /** Returns how many attempts that party answered. */
    public long answered(Answerer answerer) {
        return answered[answerer.ordinal()];
    }

    /** Returns how many attempts succeeded. */
    public long succeeded() {
        long sum = 0;
        for (long count : succeeded) {
            sum += count;
        }
        return sum;
    }

    /** Returns how many of the attempts that party answered succeeded. */
    public long succeeded(Answerer answerer) {
        return succeeded[answerer.ordinal()];
    }

    /** Returns the latencies from the intended time, of all attempts that were sent. */
    public Latencies latency() {
        AbstractHistogram all = new Histogram(DIGITS);
        all.setAutoResize(true);
        latency.values().forEach(all::add);
        return new Latencies(all);
    }

    /** Returns the latencies from the intended time, of what that party answered. */
    public Latencies latency(Answerer answerer) {
        return new Latencies(latencyOf(answerer));
    }

    /** Returns the times from the granted connection to the end. */
    public Latencies service() {
        return new Latencies(service);
    }

    /** Returns how late the client was at sending. */
    public Latencies lag() {
        return new Latencies(lag);
    }

    private AbstractHistogram latencyOf(Answerer answerer) {
        AbstractHistogram histogram = latency.get(answerer);
        if (histogram == null) {
            throw new AssertionError("every answerer has a histogram");
        }
        return histogram;
    }

    private static void record(AbstractHistogram histogram, long nanos) {
        histogram.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, (nanos + 500) / 1_000)));
    }

    private static void sum(long[] into, long[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] += from[i];
        }
    }
}
