package dev.faultline.load.report.html;

import dev.faultline.load.report.XmlText;

/** HTML and SVG that is being written. Text and values of attributes are escaped; nothing else can get in. */
final class Html {

    private final StringBuilder out = new StringBuilder();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    Html open(String element, String... attributes) {
        start(element, attributes);
        out.append('>');
        return this;
    }

    /** Closes an element. */
    Html close(String element) {
        out.append("</").append(element).append('>');
        return this;
    }

    /** Writes an element that is empty for good. */
    Html empty(String element, String... attributes) {
        start(element, attributes);
        out.append("/>");
        return this;
    }

    /** Writes an element that holds that text. */
    Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    /** Writes text. */
    Html text(String text) {
        out.append(XmlText.escape(text));
        return this;
    }

    /** Writes what was written before. */
    Html add(Html part) {
        out.append(part.out);
        return this;
    }

    /** Writes what is ours and needs no escape: never what came from elsewhere. */
    Html trusted(String markup) {
        out.append(markup);
        return this;
    }

    private void start(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            out.append(XmlText.escape(attributes[i + 1])).append('"');
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
