package dev.faultline.load.text;

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
