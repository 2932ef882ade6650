package dev.faultline.experiment.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Where values lie on a line.
 *
 * @param low the value at its start
 * @param high the value at its end, above low
 * @param log whether it is logarithmic; low is above 0 then
 * @param unit what marks are round numbers of: 1, or 60 for minutes in seconds
 */
record Axis(double low, double high, boolean log, double unit) {

    private static final int TICKS = 5;
    private static final double WIDE = 20;
    private static final double[] FLOORS = {0, 0.5, 0.8, 0.9, 0.95, 0.99};
    private static final double LEAST_MILLIS = 0.01;

    /** Marks are round numbers of one. */
    Axis(double low, double high, boolean log) {
        this(low, high, log, 1);
    }

    /** Returns an axis of seconds from zero, marked at round seconds, minutes or hours. */
    static Axis ofSeconds(double end) {
        double unit = end < Format.MINUTES_FROM ? 1 : end < Format.HOURS_FROM ? 60 : 3_600;
        return new Axis(0, Math.max(end, 1), false, unit);
    }

    /** Returns an axis of times, logarithmic where one hour and one second would not both be seen otherwise. */
    static Axis ofMillis(double least, double most) {
        double low = Math.max(LEAST_MILLIS, least);
        double high = Math.max(low * 1.1, most);
        return high / low > WIDE ? logarithmic(low, high) : new Axis(0, ceiling(high), false);
    }

    /** Returns an axis that bounds those values with the nearest marks. */
    static Axis logarithmic(double low, double high) {
        double from = mark(low, false);
        double to = mark(high, true);
        return new Axis(from, to > from ? to : from * 10, true);
    }

    /** Returns an axis from zero. */
    static Axis upTo(double high) {
        return new Axis(0, high > 0 ? ceiling(high) : 1, false);
    }

    /** Returns an axis of shares that begins as high as it may, so that what differs is seen. */
    static Axis ofShares(double least) {
        double low =
                DoubleStream.of(FLOORS).filter(floor -> floor <= least).max().orElse(0);
        return new Axis(low, 1, false);
    }

    /** Returns where the value lies, 0 at the start and 1 at the end; outside it is taken to the nearer end. */
    double at(double value) {
        double place = log ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
        return Math.max(0, Math.min(1, place));
    }

    /** Returns the values that are marked, ascending; a handful. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (log) {
            boolean few = high / low <= 200;
            for (double tick = low; tick <= high * 1.001; tick = next(tick, few)) {
                ticks.add(tick);
            }
            return ticks;
        }
        double step = unit * step((high - low) / unit);
        for (double i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            // Zero has a sign that nobody wants to see.
            ticks.add(i * step + 0.0);
        }
        return ticks;
    }

    private static double ceiling(double value) {
        double step = step(value);
        return Math.ceil(value / step - 1e-9) * step;
    }

    /** A fifth or so, as 1, 2 or 5 times a power of ten. */
    private static double step(double width) {
        double rough = width / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double times = rough / power;
        return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
    }

    /** The nearest of 1, 2 and 5 times a power of ten below or above. */
    private static double mark(double value, boolean above) {
        double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        double times = value / power;
        if (above) {
            return power * (times <= 1.001 ? 1 : times <= 2.001 ? 2 : times <= 5.001 ? 5 : 10);
        }
        return power * (times >= 4.999 ? 5 : times >= 1.999 ? 2 : 1);
    }

    private static double next(double tick, boolean few) {
        if (!few) {
            return Math.pow(10, Math.floor(Math.log10(tick) + 1e-9) + 1);
        }
        return mark(tick * 1.5, true);
    }
}
