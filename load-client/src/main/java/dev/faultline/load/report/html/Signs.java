package dev.faultline.load.report.html;

import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.slo.Ruling;

/** How good and bad are told: by a sign and a word, and by a colour for who sees it. */
enum Signs {
    GOOD("✓", "good"),
    BAD("✕", "bad"),
    OPEN("?", "open"),
    NONE("–", "none");

    private final String sign;
    private final String style;

    Signs(String sign, String style) {
        this.sign = sign;
        this.style = style;
    }

    static Signs of(Ruling ruling) {
        return switch (ruling) {
            case MET -> GOOD;
            case VIOLATED -> BAD;
            case UNDECIDED -> OPEN;
            case NOT_APPLICABLE -> NONE;
        };
    }

    static Signs of(Outcome outcome) {
        return switch (outcome) {
            case PASS -> GOOD;
            case FAIL -> BAD;
            case INCONCLUSIVE -> OPEN;
            case ABORTED -> NONE;
        };
    }

    /** Returns one character. */
    String sign() {
        return sign;
    }

    /** Returns its class in the style sheet. */
    String style() {
        return style;
    }

    /** Returns the sign with a word. */
    Html chip(String word) {
        return new Html()
                .open("span", "class", "chip " + style)
                .element("span", sign, "aria-hidden", "true")
                .text(" " + word)
                .close("span");
    }
}
