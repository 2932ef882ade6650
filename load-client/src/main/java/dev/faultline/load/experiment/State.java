package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an experiment is in its life. */
public enum State {
    /** Load goes on and is not judged. */
    WARMUP,
    /** Looking at whether all is healthy. */
    BASELINE,
    /** The method is under way. */
    INJECT,
    /** Undoing what was done. */
    ROLLBACK,
    /** Looking at whether all is healthy again. */
    VERIFY,
    /** Over; the report is there. */
    DONE;

    /** Returns the name in JSON, reports and on the terminal. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
