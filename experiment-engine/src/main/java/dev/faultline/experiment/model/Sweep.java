package dev.faultline.experiment.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.experiment.step.Step;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Raises one value of the method level by level until the hypothesis breaks, and halves the last step to see where: the
 * resilience curve. Whatever can be written as {@code ${name}} in the method can be raised: a weight, a percentage, a
 * delay, a rate.
 *
 * @param vary the name of the value, written {@code ${name}} in the method
 * @param refine how often the step that breaks is halved
 * @param settle how long each level is in force before it is judged
 * @param looks how often a level is held at most, as long as what was seen at it can't decide
 * @param goOn whether levels beyond the first that breaks are looked at too
 * @param withstand the highest level at which the hypothesis must hold for the experiment to pass
 * @param template the steps of a level
 */
public record Sweep(
        String vary,
        Range range,
        int refine,
        Duration settle,
        int looks,
        boolean goOn,
        double withstand,
        Template template) {

    private static final int MOST_HALVINGS = 10;
    private static final int MOST_LOOKS = 10;

    /** Returns the same with other steps at each level. */
    Sweep with(Template other) {
        return new Sweep(vary, range, refine, settle, looks, goOn, withstand, other);
    }

    /** The steps of the method with a level filled in. */
    @FunctionalInterface
    public interface Template {
        /**
         * Returns the steps at that level.
         *
         * @throws InvalidValue if they can't be done with it
         */
        List<Step> at(double level);
    }

    /**
     * The levels. They are reckoned in decimals, so that each is the number that a person would write: in binary
     * fractions 0.1 + 2 * 0.1 is not the 0.3 that has to be withstood.
     *
     * @param step from one level to the next; the last is {@code to}
     * @param unit written behind each, such as {@code ms}, or {@code /1m} of a rate; nothing if not given
     * @param resolution the least that two levels differ by when the last step is halved. If not given: 1 where all are
     *     whole numbers, since the value may have to be one; else a thousandth of the last digit that any of them has
     */
    public record Range(
            Double from,
            Double to,
            Double step,
            String unit,
            @Nullable Double resolution) {

        private static final int MOST = 200;
        private static final int MORE_DIGITS = 3;
        private static final Pattern UNIT = Pattern.compile("[a-z%]{0,5}|/[0-9a-z]{1,8}");

        /** Checks that it is a finite climb. */
        public Range {
            Require.present("from", from);
            Require.present("to", to);
            Require.present("step", step);
            unit = unit == null ? "" : unit;
            Require.matching("unit", unit, UNIT, "must be letters such as ms, or of a rate such as /1m");
            boolean finite = Double.isFinite(from) && Double.isFinite(to) && Double.isFinite(step);
            Require.that(finite && from >= 0, "from", "must be a number from 0 on", Require.plain(from));
            Require.that(to > from, "to", "must be above from", Require.plain(to));
            Require.that(step > 0, "step", "must be above 0", Require.plain(step));
            BigDecimal farthest = exact(step).multiply(BigDecimal.valueOf(MOST - 1L));
            Require.that(
                    exact(to).subtract(exact(from)).compareTo(farthest) <= 0,
                    "step",
                    "must make at most " + MOST + " levels",
                    Require.plain(step));
            Require.that(
                    resolution == null || (resolution > 0 && resolution <= step),
                    "resolution",
                    "must be above 0 and at most step",
                    String.valueOf(resolution));
        }

        /** Returns how many levels there are without halving. */
        public int count() {
            return exact(to)
                            .subtract(exact(from))
                            .divide(exact(step), 0, RoundingMode.CEILING)
                            .intValueExact()
                    + 1;
        }

        /** Returns the level of that number, from 0 on. */
        public double level(int number) {
            return number >= count() - 1
                    ? to
                    : exact(from)
                            .add(exact(step).multiply(BigDecimal.valueOf(number)))
                            .doubleValue();
        }

        /** Returns the level in the middle of two, or just below it; empty if none lies between. */
        public OptionalDouble between(double low, double high) {
            BigDecimal finest = finest();
            BigDecimal half = exact(high)
                    .subtract(exact(low))
                    .divide(finest.multiply(BigDecimal.valueOf(2)), 0, RoundingMode.DOWN)
                    .max(BigDecimal.ONE);
            double middle = exact(low).add(finest.multiply(half)).doubleValue();
            return low < middle && middle < high ? OptionalDouble.of(middle) : OptionalDouble.empty();
        }

        /** Returns a level as it is written. */
        public String written(double level) {
            return exact(level).toPlainString() + unit;
        }

        /** Returns a level as it is filled in: a number unless it has a unit. */
        public JsonNode value(double level) {
            if (!unit.isEmpty()) {
                return TextNode.valueOf(written(level));
            }
            return level == Math.rint(level)
                    ? LongNode.valueOf(Math.round(level))
                    : DecimalNode.valueOf(new BigDecimal(written(level)));
        }

        private BigDecimal finest() {
            if (resolution != null) {
                return exact(resolution);
            }
            int digits = Stream.of(from, to, step)
                    .mapToInt(number -> exact(number).scale())
                    .max()
                    .orElseThrow();
            return digits <= 0 ? BigDecimal.ONE : BigDecimal.ONE.movePointLeft(digits + MORE_DIGITS);
        }

        /** Returns the shortest decimal that stands for that number: the one that was written. */
        private static BigDecimal exact(double number) {
            return BigDecimal.valueOf(number).stripTrailingZeros();
        }
    }

    /** Checks the bounds. */
    public Sweep {
        Require.between("refine", refine, 0, MOST_HALVINGS);
        Require.between("settle", settle, Duration.ZERO, Duration.ofHours(1));
        Require.between("looks", looks, 1, MOST_LOOKS);
        Require.that(
                withstand >= range.from() && withstand <= range.to(),
                "withstand",
                "must be from " + range.written(range.from()) + " to " + range.written(range.to()),
                range.written(withstand));
    }

    /** Returns how long it takes if one level takes that long, none breaks before the last, and all decide at once. */
    public Duration planned(Duration level) {
        return level.plus(settle).multipliedBy(range.count() + (long) refine);
    }
}
