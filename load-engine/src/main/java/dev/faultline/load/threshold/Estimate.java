package dev.faultline.load.threshold;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/**
 * A measured figure and the 95 % interval around it.
 *
 * @param value what was measured: a fraction from 0 to 1, milliseconds, how many, or how many a second; infinite for a
 *     time that reaches into those that got no answer. In JSON what is infinite is null
 * @param low the lower end of the interval; infinite if all of it is
 * @param high the upper end; infinite where the samples set no bound
 * @param samples how many attempts it rests on
 */
public record Estimate(
        @JsonSerialize(using = FiniteOrNull.class) double value,
        @JsonSerialize(using = FiniteOrNull.class) double low,
        @JsonSerialize(using = FiniteOrNull.class) double high,
        long samples) {

    /** The two-sided 95 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    /** Returns a figure without a sampling error. */
    static Estimate exactly(double value, long samples) {
        return new Estimate(value, value, value, samples);
    }

    /**
     * Returns the share {@code hits / samples} with its Wilson score interval (Wilson 1927; Brown, Cai, DasGupta 2001,
     * formula 4). It holds for a limit exactly when that limit's own 95 % score interval holds the measured share.
     */
    public static Estimate ofShare(long hits, long samples) {
        double n = samples;
        double share = hits / n;
        double z2 = Z * Z;
        double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z / (1 + z2 / n) * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n));
        // At the ends the formula gives the end itself, but for rounding.
        double low = hits == 0 ? 0 : centre - half;
        double high = hits == samples ? 1 : centre + half;
        return new Estimate(share, low, high, samples);
    }

    /**
     * Returns how far this lies from a multiple of another figure, with the 95 % interval of that difference. Two
     * intervals that overlap may still differ, so never compare them; use this. It rests on as many samples as the
     * smaller of the two, and has no interval if neither figure has one.
     *
     * <p>For two shares and the factor 1 this is Newcombe's hybrid score interval (Newcombe 1998, Statistics in
     * Medicine 17, 873-890, method 10): Wilson's interval of each, their distances squared and added. The same
     * construction recovers the variance of a linear combination from the interval of each part, whatever its shape
     * (MOVER: Zou, Donner 2008, Statistics in Medicine 27, 1693-1702), and so holds for percentiles and means too.
     *
     * <p>An infinite figure has no distance from the ends of its interval. Then the least difference is that of the
     * ends, which is less than the construction would give.
     *
     * @param factor what the other figure is multiplied by
     * @param other finite
     */
    public Estimate minus(Estimate other, double factor) {
        double difference = value - factor * other.value;
        if (Double.isInfinite(value)) {
            double least = Double.isInfinite(other.high) ? Double.NEGATIVE_INFINITY : low - factor * other.high;
            return new Estimate(difference, least, difference, Math.min(samples, other.samples));
        }
        double down = Math.hypot(value - low, factor * (other.high - other.value));
        double up = Math.hypot(high - value, factor * (other.value - other.low));
        return new Estimate(difference, difference - down, difference + up, Math.min(samples, other.samples));
    }

    /**
     * Returns this figure with the interval of its difference from another one around it, to be compared with a limit
     * that is taken from the other figure itself.
     */
    Estimate withIntervalOfDifference(Estimate other, double factor) {
        Estimate difference = minus(other, factor);
        if (Double.isInfinite(value)) {
            return new Estimate(value, difference.low + factor * other.value, value, difference.samples);
        }
        double down = difference.value - difference.low;
        double up = difference.high - difference.value;
        return new Estimate(value, value - down, value + up, difference.samples);
    }

    /** JSON knows no infinity. */
    static final class FiniteOrNull extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        FiniteOrNull() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
