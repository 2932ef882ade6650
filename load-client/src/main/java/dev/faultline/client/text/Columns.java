package dev.faultline.client.text;

import dev.faultline.platform.wire.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The columns of a table, a space between them. No cell leaves its column, however long it is. Immutable. */
public final class Columns {

    /** What all terminals have room for. */
    public static final int WIDEST = 80;

    private static final String CUT = "..";
    private static final int SMALLEST = 5;

    private final int[] widths;

    /**
     * Keeps the widths.
     *
     * @param widths from 5 to 80 characters each; a negative one is of a column whose cells begin at its left
     */
    public Columns(int... widths) {
        for (int width : widths) {
            Require.that(
                    Math.abs(width) >= SMALLEST && Math.abs(width) <= WIDEST,
                    "width",
                    "must be from " + SMALLEST + " to " + WIDEST,
                    width);
        }
        this.widths = widths.clone();
    }

    /** Returns how wide a row is. */
    public int width() {
        return Arrays.stream(widths).map(Math::abs).sum() + widths.length - 1;
    }

    /** Returns the row without colours. */
    public String row(String... cells) {
        return row(Ink.NONE, Stream.of(cells).map(Cell::of).toList());
    }

    /** Returns the row; its colours change no width. */
    public String row(Ink ink, List<Cell> cells) {
        Require.that(cells.size() == widths.length, "cells", "must be " + widths.length, cells.size());
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = cut(cells.get(i).text(), Math.abs(widths[i]));
            String room = " ".repeat(Math.abs(widths[i]) - text.length());
            String painted = ink.paint(cells.get(i).paint(), text);
            row.append(i == 0 ? "" : " ").append(widths[i] < 0 ? painted + room : room + painted);
        }
        return row.toString().stripTrailing();
    }

    /** Returns the text, with two dots at its end if it is longer than that and so cut. */
    public static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - CUT.length()) + CUT;
    }

    /** Returns the number with one digit behind the point, or less exactly if that is wider than that. */
    public static String number(double value, int width) {
        for (String format : List.of("%.1f", "%.0f")) {
            String text = String.format(Locale.ROOT, format, value);
            if (text.length() <= width) {
                return text;
            }
        }
        return String.format(Locale.ROOT, "%.0e", value);
    }

    /** Returns the share as a percentage with one digit behind the point. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }

    /**
     * One cell of a row.
     *
     * @param text without control characters
     * @param paint what its colour says
     */
    public record Cell(String text, Ink.Paint paint) {

        /** Returns a cell of no colour. */
        public static Cell of(String text) {
            return new Cell(text, Ink.Paint.PLAIN);
        }
    }
}
