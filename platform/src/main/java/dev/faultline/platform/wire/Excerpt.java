package dev.faultline.platform.wire;

/**
 * Foreign text that is repeated in messages and documents: bounded, and made of whole characters. Half a character, a
 * surrogate alone, can be written in no encoding; whoever writes it down fails, or writes something else.
 */
public final class Excerpt {

    private static final int REPLACEMENT = 0xFFFD;

    private Excerpt() {}

    /**
     * Returns the text in whole characters; of a longer one its beginning and three dots.
     *
     * @param most the most UTF-16 units that are kept of it, at least 1
     */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return wellFormed(text);
        }
        boolean splits = Character.isSurrogatePair(text.charAt(most - 1), text.charAt(most));
        return wellFormed(text.substring(0, splits ? most - 1 : most)) + "...";
    }

    /** Returns the text with U+FFFD in place of each surrogate that stands alone. */
    public static String wellFormed(String text) {
        if (text.codePoints().noneMatch(Excerpt::isHalf)) {
            return text;
        }
        return text.codePoints()
                .map(point -> isHalf(point) ? REPLACEMENT : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
