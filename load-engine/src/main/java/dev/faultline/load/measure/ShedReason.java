package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an arrival was never sent. */
public enum ShedReason {
    /** The client itself was behind: sending it now would be a burst. */
    LATE,
    /** Too many requests were in flight: the target is slower than the load allows for. */
    FULL;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** Returns the name in JSON, metrics and reports. */
    @JsonValue
    public String wire() {
        return wire;
    }
}
