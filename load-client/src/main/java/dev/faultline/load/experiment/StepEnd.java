package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.slo.Ruling;
import java.util.Locale;

/** How a step ended. */
public enum StepEnd {
    /** It got to its end; what it checked is met. */
    DONE,
    /** The figures can't say whether what it checked is met; the method went on. */
    UNDECIDED,
    /** What it checked is violated. */
    VIOLATED,
    /** What it steers did not obey. */
    FAILED,
    /** The experiment was to end meanwhile. */
    CUT_SHORT;

    /** Returns the name in JSON and reports. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns how a check ends that has found this. */
    static StepEnd of(Ruling ruling) {
        return switch (ruling) {
            case MET -> DONE;
            case VIOLATED -> VIOLATED;
            case UNDECIDED, NOT_APPLICABLE -> UNDECIDED;
        };
    }
}
