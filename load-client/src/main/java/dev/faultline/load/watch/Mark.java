package dev.faultline.load.watch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A change that figures of that time may be read by.
 *
 * @param time when it was seen, in milliseconds of the clock on the wall
 * @param text what is so from then on, in a few words
 */
public record Mark(long time, Kind kind, String text) {

    /** What has changed. */
    public enum Kind {
        /** The weights. */
        SPLIT,
        /** The fault plan of the injector, also by itself. */
        FAULTS,
        /** The load that is asked for. */
        LOAD,
        /** Where an experiment is in its life. */
        PHASE;

        /** Returns the name in JSON. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
