package dev.faultline.experiment.report.html;

import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.threshold.ThresholdCheck;
import java.util.Locale;

/** How outcomes and rulings look: a sign beside their word, and a colour for those who see it. */
enum VerdictStyle {
    GOOD("✓"),
    BAD("✕"),
    OPEN("?"),
    NONE("–");

    private final String sign;

    VerdictStyle(String sign) {
        this.sign = sign;
    }

    static VerdictStyle of(ThresholdCheck.Ruling ruling) {
        return switch (ruling) {
            case MET -> GOOD;
            case VIOLATED -> BAD;
            case UNDECIDED -> OPEN;
            case NOT_APPLICABLE -> NONE;
        };
    }

    static VerdictStyle of(Verdict.Outcome outcome) {
        return switch (outcome) {
            case PASS -> GOOD;
            case FAIL -> BAD;
            case INCONCLUSIVE -> OPEN;
            case ABORTED -> NONE;
        };
    }

    /** Returns one character. */
    public String sign() {
        return sign;
    }

    /** Returns its class in the style sheet. */
    public String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
