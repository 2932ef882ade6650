package dev.faultline.load.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
    /** The split does not do what its weights say. */
    PROBLEM,
    /** It does, but something about it will surprise. */
    WARNING,
    /** It could not be looked at. */
    UNKNOWN,
    /** Nothing is wrong. */
    OK;

    /** Returns the name in JSON and on paper. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
