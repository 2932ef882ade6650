package dev.faultline.load.slo;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the figures say of one threshold. */
public enum Ruling {
    /** It holds. */
    MET,
    /** It does not. */
    VIOLATED,
    /** The figures can't tell: none, too few, or the interval spans the limit. */
    UNDECIDED,
    /** There is nothing to judge, and the split in force sends nothing to the party that it speaks of. */
    NOT_APPLICABLE;

    /** Returns it as the verb of a sentence about a threshold. */
    String verb() {
        return switch (this) {
            case MET -> "holds";
            case VIOLATED -> "does not hold";
            case UNDECIDED -> "is undecided";
            case NOT_APPLICABLE -> "does not apply";
        };
    }

    /** Returns the name in JSON and reports. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
