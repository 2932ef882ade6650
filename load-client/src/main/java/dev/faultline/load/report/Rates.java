package dev.faultline.load.report;

import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.slo.Estimate;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.text.Cell;
import dev.faultline.load.text.Columns;
import dev.faultline.load.text.Paint;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said of rates, rulings and outcomes on a terminal, and in which colour. */
public final class Rates {

    /** A figure of nothing. */
    public static final Cell NONE = Cell.of("-");

    private static final Set<String> ALL = Set.of("100.0%", "100.00%");

    private Rates() {}

    /** Returns a success rate. */
    public static Cell success(@Nullable Estimate rate) {
        return rate == null ? NONE : success(Columns.percent(rate.value()));
    }

    /** Returns a success rate as it is written. It is judged as it is written: no colour says what the text does not. */
    public static Cell success(String written) {
        boolean below = written.endsWith("%") && !ALL.contains(written);
        return new Cell(written, below ? Paint.BAD : Paint.PLAIN);
    }

    /** Returns the colour of a ruling. */
    public static Paint paint(Ruling ruling) {
        return switch (ruling) {
            case MET -> Paint.GOOD;
            case VIOLATED -> Paint.BAD;
            case UNDECIDED -> Paint.MARKED;
            case NOT_APPLICABLE -> Paint.PLAIN;
        };
    }

    /** Returns the colour of an outcome. */
    public static Paint paint(Outcome outcome) {
        return switch (outcome) {
            case PASS -> Paint.GOOD;
            case FAIL -> Paint.BAD;
            case INCONCLUSIVE, ABORTED -> Paint.MARKED;
        };
    }
}
