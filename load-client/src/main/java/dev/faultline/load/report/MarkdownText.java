package dev.faultline.load.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Foreign text in Markdown, by the rules of CommonMark 0.31 and of GitHub's tables. */
final class MarkdownText {

    /** What makes a line a heading, a quotation or an item of a list, up to where it is escaped. */
    private static final Pattern START = Pattern.compile("^(#|>|[-+](?= |$)|\\d{1,9}(?=[.)](?: |$)))");

    private MarkdownText() {}

    /**
     * Returns the text in one line that shows it as it is: no emphasis, code, link, picture, HTML or cell begins in
     * it. What would turn the direction of the text around it, and what is no text, becomes U+FFFD.
     */
    static String escape(String text) {
        String line = text.replaceAll("(?U)\\s+", " ");
        StringBuilder out = new StringBuilder(line.length() + 16);
        int[] points = line.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            switch (points[i]) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '\\', '`', '*', '[', ']', '|', '~' -> out.append('\\').appendCodePoint(points[i]);
                case '_' -> out.append(isWithinWord(points, i) ? "_" : "\\_");
                default -> out.appendCodePoint(XmlText.isText(points[i]) ? points[i] : XmlText.REPLACEMENT);
            }
        }
        return out.toString();
    }

    /** As {@link #escape}, where a block begins: it becomes no heading, quotation or list of its own. */
    static String escapeAtStart(String text) {
        StringBuilder out = new StringBuilder(escape(text));
        Matcher start = START.matcher(out);
        if (start.find()) {
            out.insert(Character.isDigit(out.charAt(0)) ? start.end() : 0, '\\');
        }
        return out.toString();
    }

    /** Between letters it is no emphasis, and thresholds are full of it. */
    private static boolean isWithinWord(int[] points, int i) {
        return i > 0
                && i + 1 < points.length
                && Character.isLetterOrDigit(points[i - 1])
                && Character.isLetterOrDigit(points[i + 1]);
    }
}
