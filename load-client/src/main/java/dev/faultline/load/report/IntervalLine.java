package dev.faultline.load.report;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Selection;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * One line about an interval of load, in the shape that slow_cooker made known, so that what greps and cuts its lines
 * works on these: {@code $ts $good/$bad/$failed $goal $goal% $interval $min [$p50 $p95 $p99 $p999] $max $change}. Unlike
 * there a 4xx is bad, p999 is the 99.9th percentile, and nothing is capped at 100 %. Remembers the last lines; for one
 * thread.
 */
public final class IntervalLine {

    /** What the columns are. */
    public static final String HEADER =
            "#                  ts   good/bad/failed goal goal% interval  min [ p50  p95  p99 p999 ]  max change (ms)";

    private static final int REMEMBERED = 10;
    private static final int MOST_SIGNS = 3;

    private final Deque<Double> p99s = new ArrayDeque<>();

    /** Returns the line of that interval. */
    public String of(Window interval) {
        Tally tally = interval.tally();
        Selection sent = tally.select(Scope.ATTEMPTS);
        long good = good(tally);
        long failed = failed(tally);
        long goal = tally.arrivals();
        Latencies latency = sent.latency();
        double p99 = latency.percentile(99);
        // Against what was seen before, so first compared and then remembered.
        String change = sent.samples() == 0 ? "" : change(p99);
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
                        millis(latency.min()),
                        millis(latency.percentile(50)),
                        millis(latency.percentile(95)),
                        millis(p99),
                        millis(latency.percentile(99.9)),
                        millis(latency.max()),
                        change)
                .stripTrailing();
    }

    /** Forgets the lines that went before. */
    public void reset() {
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

    private static long failed(Tally tally) {
        long failed = 0;
        for (ResultClass resultClass : ResultClass.values()) {
            failed += switch (resultClass) {
                case OK, HTTP_4XX, HTTP_5XX, INJECTED, PROXY, SHED -> 0;
                case REFUSED, CONNECT_TIMEOUT, DNS, RESET, CLOSE, TRUNCATED, TIMEOUT -> tally.count(resultClass);
            };
        }
        return failed;
    }

    /** Ten and more without a fraction: its digits would be noise, and break the columns. */
    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
    }
}
