package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

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
     * The levels.
     *
     * @param step from one level to the next; the last is {@code to}
     * @param unit written behind each, such as {@code ms}; nothing if not given
     */
    public record Range(Double from, Double to, Double step, String unit) {

        private static final int MOST = 200;
        private static final Pattern UNIT = Pattern.compile("[a-z%]{0,5}");

        /** Checks that it is a finite climb. */
        public Range {
            Require.present("from", from);
            Require.present("to", to);
            Require.present("step", step);
            unit = unit == null ? "" : unit;
            Require.matching("unit", unit, UNIT, "must be letters such as ms");
            boolean finite = Double.isFinite(from) && Double.isFinite(to) && Double.isFinite(step);
            Require.that(finite && from >= 0, "from", "must be a number from 0 on", Require.plain(from));
            Require.that(to > from, "to", "must be above from", Require.plain(to));
            Require.that(step > 0, "step", "must be above 0", Require.plain(step));
            Require.that(
                    (to - from) / step < MOST, "step", "must make at most " + MOST + " levels", Require.plain(step));
        }

        /** Returns how many levels there are without halving. */
        public int count() {
            return (int) Math.ceil((to - from) / step - 1e-9) + 1;
        }

        /** Returns the level of that number, from 0 on. */
        public double level(int number) {
            return number >= count() - 1 ? to : from + number * step;
        }

        /** Returns a level as it is written. */
        public String written(double level) {
            return Require.plain(level) + unit;
        }

        /** Returns a level as it is filled in: a number unless it has a unit. */
        JsonNode value(double level) {
            if (!unit.isEmpty()) {
                return TextNode.valueOf(written(level));
            }
            return level == Math.rint(level) ? LongNode.valueOf(Math.round(level)) : DoubleNode.valueOf(level);
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
