package dev.faultline.client.text;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether texts are coloured. */
public enum Ink {
    /** No colours. */
    NONE,
    /** ANSI's escape sequences. */
    ANSI;

    /**
     * Returns what the variables of the environment ask for. {@code NO_COLOR} that is not empty forbids colours, whatever
     * else is said (no-color.org). {@code CLICOLOR_FORCE} or {@code FORCE_COLOR} that is neither empty nor 0 asks for them
     * even where nobody watches: logs of CI show them. Else there are colours on a terminal, unless it can't
     * ({@code TERM}) or {@code CLICOLOR} is 0 (bixense.com/clicolors).
     *
     * @param terminal whether it goes to a terminal
     * @param variables returns the value of a variable, null if it is not set
     */
    public static Ink of(boolean terminal, Function<String, @Nullable String> variables) {
        if (isSet(variables.apply("NO_COLOR"))) {
            return NONE;
        }
        if (isOn(variables.apply("CLICOLOR_FORCE")) || isOn(variables.apply("FORCE_COLOR"))) {
            return ANSI;
        }
        String kind = variables.apply("TERM");
        boolean able = terminal && isSet(kind) && !"dumb".equals(kind);
        return able && !"0".equals(variables.apply("CLICOLOR")) ? ANSI : NONE;
    }

    /** Returns the text, in that colour if there are colours. */
    public String paint(Paint paint, String text) {
        return this == NONE ? text : paint.on(text);
    }

    /** Returns a sentence whose beginning, up to a colon, is in that colour if there are colours. */
    public String lead(Paint paint, String sentence) {
        int colon = Math.max(0, sentence.indexOf(':'));
        return paint(paint, sentence.substring(0, colon)) + sentence.substring(colon);
    }

    private static boolean isOn(@Nullable String value) {
        return isSet(value) && !"0".equals(value);
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    /**
     * What a colour says. The text says the same. Only colours that the reader's own theme defines, and of these pairs that
     * people tell apart who see no red or no green, and that are seen on a light ground as on a dark one.
     */
    public enum Paint {
        /** Nothing. */
        PLAIN(""),
        /** As it should be. */
        GOOD("1;34"),
        /** Not as it should be. */
        BAD("1;31"),
        /** To be looked at: what is injected, a warning, a verdict that is open. */
        MARKED("35");

        private static final String ESCAPE = "\u001b[";

        private final String code;

        Paint(String code) {
            this.code = code;
        }

        /** Returns the text in that colour, and what follows in none. */
        String on(String text) {
            return this == PLAIN || text.isEmpty() ? text : ESCAPE + code + "m" + text + ESCAPE + "0m";
        }
    }
}
