package dev.faultline.experiment.report;

/** Foreign text for documents of any format: what XML 1.0 can't hold, or what would not stay in its place, is replaced. */
public final class TextSanitizer {

    /** What stands in place of what is no text. */
    static final char REPLACEMENT = '\uFFFD';

    private TextSanitizer() {}

    /**
     * Returns the text without what XML 1.0 does not allow even escaped, and without what would turn the direction of the
     * text around it: U+FFFD stands in its place. Markup stays as it is; escaping it is up to the format.
     */
    public static String sanitize(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> out.appendCodePoint(isText(point) ? point : REPLACEMENT));
        return out.toString();
    }

    /** Returns whether the character shows itself and does nothing to those around it. */
    static boolean isText(int point) {
        boolean control = point < 0x20 && point != '\t' && point != '\n' && point != '\r';
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean noCharacter = (point & 0xFFFE) == 0xFFFE;
        boolean turns = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        boolean latinControl = point >= 0x7F && point <= 0x9F;
        return !control && !surrogate && !noCharacter && !turns && !latinControl;
    }
}
