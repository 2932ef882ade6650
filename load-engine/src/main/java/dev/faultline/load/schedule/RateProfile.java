package dev.faultline.load.schedule;

import dev.faultline.platform.wire.Require;
import java.util.Arrays;
import java.util.List;

/**
 * The rate of a load over time, as the number of arrivals due by each moment: the area under the rate. Immutable and
 * pure. Offsets are nanoseconds from the profile's own beginning, exact to the nearest one after days as after seconds:
 * each area is a product, never a sum of many small ones.
 */
public sealed interface RateProfile {

    /** A length or an offset that is never reached. */
    long NEVER = Long.MAX_VALUE;

    /** Returns how long it lasts; {@link #NEVER} if it has no end. */
    long lengthNanos();

    /** Returns the arrivals due from the beginning to that offset; 0 at the beginning, never decreasing. */
    double areaAt(long nanos);

    /**
     * Returns the first offset by which that many arrivals are due, to the nearest nanosecond; {@link #NEVER} if that
     * is never.
     */
    long offsetOf(double area);

    /** Returns the rate at that offset in arrivals a second; 0 from the end on. */
    double rateAt(long nanos);

    /**
     * A rate that does not change.
     *
     * @param perSecond 0 is a pause
     */
    record ConstantRate(double perSecond, long lengthNanos) implements RateProfile {

        /** Checks the bounds. */
        public ConstantRate {
            check(perSecond, perSecond, lengthNanos);
        }

        @Override
        public double areaAt(long nanos) {
            return perSecond * Math.min(nanos, lengthNanos) / 1e9;
        }

        @Override
        public long offsetOf(double area) {
            if (covers(0, area)) {
                return 0;
            }
            return covers(areaAt(lengthNanos), area) ? nanos(area / perSecond, lengthNanos) : NEVER;
        }

        @Override
        public double rateAt(long nanos) {
            return nanos < lengthNanos ? perSecond : 0;
        }
    }

    /**
     * A rate that changes evenly. With {@code low} the smaller of the two rates, {@code s} the slope and {@code t} the
     * time from the end that has it, the area is {@code low t + s t²/2}. Inverted, {@code t = 2 a / (low + sqrt(low² +
     * 2 s a))}: the form of the quadratic's root that subtracts nothing (Press et al., Numerical Recipes, 3rd ed.,
     * 5.6). A falling ramp is a rising one seen from its end: counted from its beginning, the last arrivals before a
     * rate of 0 would lose half of their digits.
     *
     * @param from arrivals a second at the beginning
     * @param to arrivals a second at the end
     */
    record RampRate(double from, double to, long lengthNanos) implements RateProfile {

        /** Checks the bounds. */
        public RampRate {
            check(from, to, lengthNanos);
        }

        @Override
        public double areaAt(long nanos) {
            long at = Math.min(nanos, lengthNanos);
            return rises() ? risen(at) : total() - risen(lengthNanos - at);
        }

        @Override
        public long offsetOf(double area) {
            if (covers(0, area)) {
                return 0;
            }
            if (!covers(total(), area)) {
                return NEVER;
            }
            return rises() ? timeOf(area) : lengthNanos - timeOf(total() - area);
        }

        @Override
        public double rateAt(long nanos) {
            return nanos < lengthNanos ? from + (to - from) * nanos / lengthNanos : 0;
        }

        private boolean rises() {
            return to >= from;
        }

        private double low() {
            return Math.min(from, to);
        }

        private double slope() {
            return Math.abs(to - from) / seconds(lengthNanos);
        }

        private double total() {
            return risen(lengthNanos);
        }

        private double risen(long nanos) {
            double seconds = seconds(nanos);
            return seconds * (low() + slope() * seconds / 2);
        }

        private long timeOf(double area) {
            if (area <= 0) {
                return 0;
            }
            return nanos(2 * area / (low() + Math.sqrt(low() * low() + 2 * slope() * area)), lengthNanos);
        }
    }

    /**
     * A rate that goes from one value to another in equal steps, up or down, and holds each for a while; the last step
     * is shorter if need be. In closed form, so that a million steps cost no memory.
     *
     * @param from arrivals a second at first
     * @param to arrivals a second at last
     * @param step by how much the rate changes, above 0
     */
    record StepRate(double from, double to, double step, long everyNanos) implements RateProfile {

        /** The most rates that it goes through. */
        public static final int MAX_RATES = 1_000_000;

        /** Of a step: 0.3 / 0.1 is a little less than 3, and no fourth step. */
        private static final double ROUNDING = 1e-9;

        /** Checks the bounds. */
        public StepRate {
            check(from, to, everyNanos);
            double rates = rates(from, to, step);
            Require.that(
                    step > 0 && rates <= MAX_RATES,
                    "step",
                    "must be above 0 and get there in at most " + MAX_RATES + " steps",
                    Require.plain(step));
            Require.that(
                    everyNanos > 0 && rates * everyNanos < NEVER,
                    "everyNanos",
                    "must be above 0 and end in time",
                    everyNanos);
        }

        /** Returns how many rates such steps go through, both ends included. */
        public static double rates(double from, double to, double step) {
            return 1 + Math.ceil(Math.abs(to - from) / step - ROUNDING);
        }

        @Override
        public long lengthNanos() {
            return (last() + 1) * everyNanos;
        }

        @Override
        public double areaAt(long nanos) {
            long at = Math.min(nanos, lengthNanos());
            long index = at / everyNanos;
            return index > last()
                    ? areaBefore(index)
                    : areaBefore(index) + rateOf(index) * seconds(at - index * everyNanos);
        }

        @Override
        public long offsetOf(double area) {
            if (covers(0, area)) {
                return 0;
            }
            if (!covers(areaBefore(last() + 1), area)) {
                return NEVER;
            }
            long index = indexOf(area);
            double within = area - areaBefore(index);
            return index * everyNanos + (within <= 0 ? 0 : nanos(within / rateOf(index), everyNanos));
        }

        @Override
        public double rateAt(long nanos) {
            return nanos < lengthNanos() ? rateOf(nanos / everyNanos) : 0;
        }

        private long last() {
            return (long) rates(from, to, step) - 1;
        }

        private double rateOf(long index) {
            return index == last() ? to : from + index * signedStep();
        }

        private double signedStep() {
            return to >= from ? step : -step;
        }

        private double areaBefore(long index) {
            if (index > last()) {
                return areaBefore(last()) + to * seconds(everyNanos);
            }
            return seconds(everyNanos) * index * (from + signedStep() * (index - 1) / 2);
        }

        /** Returns the first rate by whose end the area is reached; one that holds nothing never is. */
        private long indexOf(double area) {
            long low = 0;
            long high = last();
            while (low < high) {
                long middle = (low + high) / 2;
                if (covers(areaBefore(middle + 1), area)) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    /**
     * A steady rate, and at the end of every period many arrivals at once. The area jumps there.
     *
     * @param base arrivals a second between the bursts; may be 0
     * @param size arrivals of a burst
     */
    record BurstRate(double base, int size, long everyNanos, long lengthNanos) implements RateProfile {

        /** Checks the bounds. */
        public BurstRate {
            check(base, base, lengthNanos);
            Require.between("size", size, 1, Integer.MAX_VALUE);
            Require.that(
                    everyNanos > 0 && everyNanos <= lengthNanos,
                    "everyNanos",
                    "must be from 1 to the length " + lengthNanos,
                    everyNanos);
        }

        @Override
        public double areaAt(long nanos) {
            long at = Math.min(nanos, lengthNanos);
            long periods = at / everyNanos;
            return periods * ofPeriod() + base * seconds(at - periods * everyNanos);
        }

        @Override
        public long offsetOf(double area) {
            if (covers(0, area)) {
                return 0;
            }
            if (!covers(areaAt(lengthNanos), area)) {
                return NEVER;
            }
            long periods = (long) (area / ofPeriod());
            long began = periods * everyNanos;
            if (covers(periods * ofPeriod(), area)) {
                return began;
            }
            double within = area - periods * ofPeriod();
            boolean beforeTheBurst = covers(base * seconds(everyNanos), within);
            return Math.min(began + (beforeTheBurst ? nanos(within / base, everyNanos) : everyNanos), lengthNanos);
        }

        /** Returns the mean over a period: within the moment of a burst there is no rate. */
        @Override
        public double rateAt(long nanos) {
            return nanos < lengthNanos ? base + size / seconds(everyNanos) : 0;
        }

        private double ofPeriod() {
            return base * seconds(everyNanos) + size;
        }
    }

    /** Profiles one after the other, up to a length. Immutable; finds its place by halving. */
    final class StagedRate implements RateProfile {

        private final List<RateProfile> parts;
        /** Where each part begins, and the last ends. */
        private final long[] starts;
        /** What is asked for before each part, and in all. */
        private final double[] before;

        private final long lengthNanos;

        private StagedRate(List<RateProfile> parts, long[] starts, double[] before, long lengthNanos) {
            this.parts = parts;
            this.starts = starts;
            this.before = before;
            this.lengthNanos = lengthNanos;
        }

        /**
         * Returns the parts in that order.
         *
         * @param parts at least one, each with an end
         * @param atMostNanos where it ends at the latest
         */
        public static StagedRate of(List<? extends RateProfile> parts, long atMostNanos) {
            Require.between("parts", parts.size(), 1, Integer.MAX_VALUE);
            long[] starts = new long[parts.size() + 1];
            double[] before = new double[parts.size() + 1];
            for (int i = 0; i < parts.size(); i++) {
                RateProfile part = parts.get(i);
                starts[i + 1] = Math.addExact(starts[i], part.lengthNanos());
                before[i + 1] = before[i] + part.areaAt(part.lengthNanos());
            }
            long length = Math.min(starts[parts.size()], atMostNanos);
            return new StagedRate(List.copyOf(parts), starts, before, length);
        }

        @Override
        public long lengthNanos() {
            return lengthNanos;
        }

        @Override
        public double areaAt(long nanos) {
            long at = Math.min(nanos, lengthNanos);
            int part = partAt(at);
            return part == parts.size()
                    ? before[part]
                    : before[part] + parts.get(part).areaAt(at - starts[part]);
        }

        @Override
        public long offsetOf(double area) {
            if (covers(0, area)) {
                return 0;
            }
            int part = partOf(area);
            if (part == parts.size()) {
                return NEVER;
            }
            // What rounding adds must not fall out of the part's own end.
            double within = Math.min(area, before[part + 1]) - before[part];
            long offset = starts[part] + parts.get(part).offsetOf(within);
            return offset <= lengthNanos ? offset : NEVER;
        }

        @Override
        public double rateAt(long nanos) {
            if (nanos >= lengthNanos) {
                return 0;
            }
            int part = partAt(nanos);
            return parts.get(part).rateAt(nanos - starts[part]);
        }

        /** Returns the part that has begun last; their number at the very end. */
        private int partAt(long nanos) {
            int found = Arrays.binarySearch(starts, nanos);
            return found >= 0 ? found : -found - 2;
        }

        /** Returns the first part by whose end the area is reached; their number if none is. */
        private int partOf(double area) {
            int low = 0;
            int high = parts.size();
            while (low < high) {
                int middle = (low + high) / 2;
                if (covers(before[middle + 1], area)) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    /** Throws unless rates are finite and not below 0, and the length is above 0. */
    private static void check(double from, double to, long lengthNanos) {
        Require.between("from", from, 0, Double.MAX_VALUE);
        Require.between("to", to, 0, Double.MAX_VALUE);
        Require.that(lengthNanos > 0, "lengthNanos", "must be above 0", lengthNanos);
    }

    /**
     * Returns whether {@code total} arrivals hold the one that is due at {@code area}. Areas are sums and products of
     * floating-point numbers: the third arrival of a stage may come out as the 2.9999999999th. What is off by less than
     * a billionth of an arrival, or by a millionth of a millionth of all, is not off.
     */
    private static boolean covers(double total, double area) {
        return area <= total + 1e-9 + 1e-12 * total;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** Returns the nearest nanosecond, at most that one. */
    private static long nanos(double seconds, long atMost) {
        return Math.min(Math.round(seconds * 1e9), atMost);
    }
}
