package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** Who answered an attempt, as far as that is known. */
public enum Answerer {
    /** The service itself: it was recognised, or nobody else was asked. */
    BACKEND,
    /** An error injector: it says so on every answer. */
    INJECTOR,
    /** The mesh's own proxy. */
    PROXY,
    /** No answer came. */
    NOBODY,
    /** An answer that nobody signed, where a mesh chose whom to ask. */
    UNKNOWN;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** Returns the name in JSON, metrics and reports. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** Returns the answerer of that name, else nothing. */
    public static Optional<Answerer> named(String wire) {
        for (Answerer answerer : values()) {
            if (answerer.wire.equals(wire)) {
                return Optional.of(answerer);
            }
        }
        return Optional.empty();
    }
}
