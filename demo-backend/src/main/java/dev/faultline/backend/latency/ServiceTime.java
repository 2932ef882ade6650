package dev.faultline.backend.latency;

import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long the healthy service works on a page before it answers. */
public sealed interface ServiceTime permits NoServiceTime, FixedServiceTime, LogNormalServiceTime {

    /** The longest service time, so that a typo cannot park every connection. */
    Duration MAX = Duration.ofMinutes(1);

    /** Draws one service time, from zero to {@link #MAX}. */
    Duration sample(RandomGenerator random);

    /**
     * Reads {@code none}, {@code fixed:5ms} or {@code lognormal:5ms,40ms} (median and 99th percentile).
     *
     * @throws InvalidValue naming {@code field} if the text is none of these, or breaks a bound
     */
    static ServiceTime parse(String field, String text) {
        String[] parts = text.strip().split(":", 2);
        String[] values = parts.length == 1 ? new String[0] : parts[1].split(",", -1);
        try {
            if (parts[0].equals("none") && values.length == 0) {
                return new NoServiceTime();
            }
            if (parts[0].equals("fixed") && values.length == 1) {
                return new FixedServiceTime(Durations.parse("value", values[0]));
            }
            if (parts[0].equals("lognormal") && values.length == 2) {
                return new LogNormalServiceTime(
                        Durations.parse("median", values[0]), Durations.parse("p99", values[1]));
            }
        } catch (InvalidValue e) {
            throw new InvalidValue(field, "has a " + e.field() + " that " + e.rule(), e.value(), e);
        }
        throw new InvalidValue(field, "must be none, fixed:5ms or lognormal:5ms,40ms", '"' + text + '"');
    }
}
