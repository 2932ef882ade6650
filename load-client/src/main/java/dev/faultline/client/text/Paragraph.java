package dev.faultline.client.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that is broken between its words. */
public final class Paragraph {

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern LABEL = Pattern.compile("[a-z]{1,12}:? {2,}(?=\\S)");
    private static final int INDENT = 2;

    private Paragraph() {}

    /**
     * Returns the lines, of at most that width but for words that are longer: those are mostly there to be copied. All
     * but the first are indented: to below the text of a line such as {@code classes   ok 19}, else by two.
     */
    public static List<String> lines(String text, int width) {
        Matcher label = LABEL.matcher(text);
        int end = label.lookingAt() ? label.end() : 0;
        return lines(text.substring(0, end), text.substring(end), Math.max(INDENT, end), width);
    }

    /**
     * Returns the lines of the text behind its label.
     *
     * @param indent of all lines but the first
     */
    public static List<String> lines(String label, String text, int indent, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(label);
        int used = columns(label);
        boolean begun = false;
        for (String word : text.split(" ", -1)) {
            int needed = columns(word);
            if (begun && used + 1 + needed > width) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(indent));
                used = indent;
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            used += needed + (begun ? 1 : 0);
            begun = true;
        }
        lines.add(line.toString().stripTrailing());
        return List.copyOf(lines);
    }

    /** Returns the text in pieces of at most that width, for words that no column holds. */
    public static String broken(String text, int width) {
        return text.replaceAll("(\\S{" + width + "})(?=\\S)", "$1 ");
    }

    /** Returns how many columns the text takes: colours take none. */
    public static int columns(String text) {
        return COLOUR.matcher(text).replaceAll("").length();
    }

    /** Returns the text in one line, and without what would steer a terminal: others wrote it. */
    public static String plain(String text) {
        return text.replaceAll("\\R", " ").replaceAll("\\p{Cc}", " ").strip();
    }
}
