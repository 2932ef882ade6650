package dev.faultline.load.report;

import java.io.IOException;

/** Foreign text in XML and HTML. */
public final class XmlText {

    /** What stands in place of what is no text. */
    static final char REPLACEMENT = '\uFFFD';

    private XmlText() {}

    /**
     * Returns the text so that it is nothing but text, in elements and in quoted attributes. What XML 1.0 does not allow
     * even escaped, and what would turn the direction of the text around it, becomes U+FFFD.
     */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isText(point) ? point : REPLACEMENT);
            }
        });
        return out.toString();
    }

    /**
     * Returns the document with that markup before the last such closing tag, which no text can hold.
     *
     * @throws IOException if there is no such tag
     */
    public static String insert(String document, String closing, String markup) throws IOException {
        int at = document.lastIndexOf(closing);
        if (at < 0) {
            throw new IOException("there is no " + closing + " in it");
        }
        return document.substring(0, at) + markup + document.substring(at);
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
