package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.InvalidValue;
import java.util.List;
import java.util.Locale;

/**
 * An error code of HTTP/2 (RFC 9113, 7), or any other number in its place.
 *
 * @param number from 0 to 4294967295
 */
public record Http2Code(long number) {

    private static final List<String> NAMES = List.of(
            "NO_ERROR",
            "PROTOCOL_ERROR",
            "INTERNAL_ERROR",
            "FLOW_CONTROL_ERROR",
            "SETTINGS_TIMEOUT",
            "STREAM_CLOSED",
            "FRAME_SIZE_ERROR",
            "REFUSED_STREAM",
            "CANCEL",
            "COMPRESSION_ERROR",
            "CONNECT_ERROR",
            "ENHANCE_YOUR_CALM",
            "INADEQUATE_SECURITY",
            "HTTP_1_1_REQUIRED");

    private static final long MAX = 0xFFFF_FFFFL;
    private static final String RULE = "must be an HTTP/2 error code from 0 to " + MAX + ", or its name such as CANCEL";

    /** The code of an orderly end. */
    public static final Http2Code NO_ERROR = named("NO_ERROR");

    /** The code of a peer that breaks the protocol. */
    public static final Http2Code PROTOCOL_ERROR = named("PROTOCOL_ERROR");

    /** The code of a server that failed. */
    public static final Http2Code INTERNAL_ERROR = named("INTERNAL_ERROR");

    /** @throws InvalidValue unless the number fits into 32 bits */
    public Http2Code {
        if (number < 0 || number > MAX) {
            throw new InvalidValue("", RULE, number);
        }
    }

    /**
     * Returns the code that a plan names by number or name.
     *
     * @throws InvalidValue if there is none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Http2Code of(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return new Http2Code(((Number) value).longValue());
        }
        if (value instanceof String name && NAMES.contains(name.toUpperCase(Locale.ROOT))) {
            return named(name.toUpperCase(Locale.ROOT));
        }
        throw new InvalidValue("", RULE, value);
    }

    @JsonValue
    @Override
    public long number() {
        return number;
    }

    private static Http2Code named(String name) {
        return new Http2Code(NAMES.indexOf(name));
    }
}
