package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an experiment ended, and the exit code that tells so. */
public enum Outcome {
    /** The hypothesis holds. */
    PASS(0),
    /** It does not, or what was done could not be undone. */
    FAIL(99),
    /** The figures can't tell. */
    INCONCLUSIVE(98),
    /** It did not get to its end. */
    ABORTED(105);

    private final int exitCode;

    Outcome(int exitCode) {
        this.exitCode = exitCode;
    }

    /** Returns the exit code of a command that ends so. */
    public int exitCode() {
        return exitCode;
    }

    /** Returns the name in JSON and reports. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
