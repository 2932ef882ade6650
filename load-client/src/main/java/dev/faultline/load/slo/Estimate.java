package dev.faultline.load.slo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/**
 * A measured figure and the 95 % interval around it.
 *
 * @param value what was measured: a fraction from 0 to 1, milliseconds, how many, or how many a second
 * @param low the lower end of the interval
 * @param high the upper end; infinite where the samples set no bound
 * @param samples how many attempts it rests on
 */
public record Estimate(
        double value,
        double low,
        @JsonSerialize(using = FiniteOrNull.class) double high,
        long samples) {

    /** The two-sided 95 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    /** Returns a figure that no sampling error is in. */
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
