package dev.faultline.load.text;

/**
 * One cell of a row.
 *
 * @param text without control characters
 * @param paint what its colour says
 */
public record Cell(String text, Paint paint) {

    /** Returns a cell of no colour. */
    public static Cell of(String text) {
        return new Cell(text, Paint.PLAIN);
    }
}
