package dev.faultline.client.text;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Tally.ScopeStats;
import dev.faultline.load.measure.Window;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * One line about an interval of load, in the shape that slow_cooker made known, so that what greps and cuts its lines
 * works on these: {@code $ts $good/$bad/$failed $goal $goal% $interval $min [$p50 $p95 $p99 $p999] $max $change}. Unlike
 * there a 4xx is bad, p999 is the 99.9th percentile, nothing is capped at 100 %, times are of what was answered, and
 * {@code -} where nothing was. Remembers the last lines; for one thread.
 */
final class IntervalLine {

    /** What the columns are. */
    static final String HEADER =
            "#                  ts   good/bad/failed goal goal% interval  min [ p50  p95  p99 p999 ]  max change (ms)";

    private static final int REMEMBERED = 10;
    private static final int MOST_SIGNS = 3;
    private static final String NONE = "-";

    private final Deque<Double> p99s = new ArrayDeque<>();

    /** Returns the line of that interval. */
    String of(Window interval) {
        Tally tally = interval.tally();
        ScopeStats sent = tally.select(Scope.ATTEMPTS);
        Latencies latency = sent.latency();
        long good = good(tally);
        long failed = sent.samples() - latency.count();
        long goal = tally.arrivals();
        boolean answered = latency.count() > 0;
        // Against what was seen before, so first compared and then remembered.
        String change = answered ? change(latency.percentile(99)) : "";
        return String.format(
                        Locale.ROOT,
                        "%s %6d/%d/%d %d %3d%% %ds %4s [%4s %4s %4s %4s ] %4s %s",
                        interval.began()
                                .plusNanos(interval.endNanos() - interval.startNanos())
                                .truncatedTo(ChronoUnit.SECONDS),
                        good,
                        sent.samples() - good - failed,
                        failed,
                        goal,
                        goal == 0 ? 0 : Math.round(100.0 * sent.samples() / goal),
                        Math.round(interval.seconds()),
                        answered ? millis(latency.min()) : NONE,
                        answered ? millis(latency.percentile(50)) : NONE,
                        answered ? millis(latency.percentile(95)) : NONE,
                        answered ? millis(latency.percentile(99)) : NONE,
                        answered ? millis(latency.percentile(99.9)) : NONE,
                        answered ? millis(latency.max()) : NONE,
                        change)
                .stripTrailing();
    }

    /** Forgets the lines that went before. */
    void reset() {
        p99s.clear();
    }

    /** A sign for each power of ten that the value lies above or below the mean of the last lines. */
    private String change(double p99) {
        double mean = p99s.stream().mapToDouble(Double::doubleValue).average().orElse(p99);
        if (p99s.size() == REMEMBERED) {
            p99s.removeFirst();
        }
        p99s.addLast(p99);
        // A microsecond for nothing: zero has no logarithm.
        int powers = (int) Math.log10(Math.max(p99, 0.001) / Math.max(mean, 0.001));
        return (powers > 0 ? "+" : "-").repeat(Math.min(MOST_SIGNS, Math.abs(powers)));
    }

    /** Who marks an answer hides its status; what Linkerd calls success is good then. */
    private static long good(Tally tally) {
        return tally.count(ResultClass.OK)
                + tally.succeeded(new Scope.In(ResultClass.INJECTED))
                + tally.succeeded(new Scope.In(ResultClass.PROXY));
    }

    /** Ten and more without a fraction: its digits would be noise, and break the columns. */
    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
    }
}
