package dev.faultline.client.text;

import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said of rates, rulings and outcomes on a terminal, and in which colour. */
public final class Cells {

    /** A figure of nothing. */
    public static final Columns.Cell NONE = Columns.Cell.of("-");

    private static final Set<String> ALL = Set.of("100.0%", "100.00%");

    private Cells() {}

    /** Returns a number as {@link Columns#number} writes it; {@link #NONE} where there is none. */
    public static Columns.Cell number(@Nullable Double value, int width) {
        return value == null ? NONE : Columns.Cell.of(Columns.number(value, width));
    }

    /** Returns a success rate. */
    public static Columns.Cell success(@Nullable Estimate rate) {
        return rate == null ? NONE : success(Columns.percent(rate.value()));
    }

    /** Returns a success rate as it is written. It is judged as it is written: no colour says what the text does not. */
    public static Columns.Cell success(String written) {
        boolean below = written.endsWith("%") && !ALL.contains(written);
        return new Columns.Cell(written, below ? Ink.Paint.BAD : Ink.Paint.PLAIN);
    }

    /** Returns the colour of a ruling. */
    public static Ink.Paint paint(Ruling ruling) {
        return switch (ruling) {
            case MET -> Ink.Paint.GOOD;
            case VIOLATED -> Ink.Paint.BAD;
            case UNDECIDED -> Ink.Paint.MARKED;
            case NOT_APPLICABLE -> Ink.Paint.PLAIN;
        };
    }

    /** Returns the colour of an outcome. */
    public static Ink.Paint paint(Verdict.Outcome outcome) {
        return switch (outcome) {
            case PASS -> Ink.Paint.GOOD;
            case FAIL -> Ink.Paint.BAD;
            case INCONCLUSIVE, ABORTED -> Ink.Paint.MARKED;
        };
    }
}
