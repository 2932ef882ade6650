package dev.faultline.backend;

import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long the healthy service works on a page before it answers. */
sealed interface ServiceTime {

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
                return new None();
            }
            if (parts[0].equals("fixed") && values.length == 1) {
                return new Fixed(Durations.parse("value", values[0]));
            }
            if (parts[0].equals("lognormal") && values.length == 2) {
                return new LogNormal(Durations.parse("median", values[0]), Durations.parse("p99", values[1]));
            }
        } catch (InvalidValue e) {
            throw new InvalidValue(field, "has a " + e.field() + " that " + e.rule(), e.value(), e);
        }
        throw new InvalidValue(field, "must be none, fixed:5ms or lognormal:5ms,40ms", '"' + text + '"');
    }

    /** Answers at once. */
    record None() implements ServiceTime {

        @Override
        public Duration sample(RandomGenerator random) {
            return Duration.ZERO;
        }
    }

    /** Works equally long on every page: from zero to {@link #MAX}. */
    record Fixed(Duration value) implements ServiceTime {

        public Fixed {
            Require.between("value", value, Duration.ZERO, MAX);
        }

        @Override
        public Duration sample(RandomGenerator random) {
            return value;
        }
    }

    /**
     * Works mostly about {@code median} long and now and then much longer, as real services do: the logarithm of the
     * time is drawn from a normal distribution with mean {@code ln median} and standard deviation
     * {@code sigma = (ln p99 - ln median) / 2.326347874}, where 2.326347874 is the 99th percentile of the standard
     * normal distribution. Draws above {@link #MAX} count as that. Both are above zero, at most {@link #MAX}, and
     * {@code median <= p99}.
     */
    record LogNormal(Duration median, Duration p99) implements ServiceTime {

        private static final double P99_OF_NORMAL = 2.326347874;
        private static final Duration MIN = Duration.ofNanos(1);

        public LogNormal {
            Require.between("median", median, MIN, MAX);
            Require.between("p99", p99, MIN, MAX);
            if (p99.compareTo(median) < 0) {
                throw new InvalidValue(
                        "p99", "must not be below the median, " + Durations.format(median), Durations.format(p99));
            }
        }

        @Override
        public Duration sample(RandomGenerator random) {
            double sigma = Math.log((double) p99.toNanos() / median.toNanos()) / P99_OF_NORMAL;
            double nanos = median.toNanos() * Math.exp(sigma * random.nextGaussian());
            return Duration.ofNanos(Math.min(Math.round(nanos), MAX.toNanos()));
        }
    }
}
