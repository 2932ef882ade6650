package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of an attempt: exactly one of these. */
public enum ResultClass {
    /** An answer below 400. */
    OK,
    /** An answer from 400 to 499. */
    HTTP_4XX,
    /** An answer of 500 and above that nobody marked. */
    HTTP_5XX,
    /** An answer that carries the injector's mark, whatever its status. */
    INJECTED,
    /** An answer that the mesh's proxy made up, by its mark. */
    PROXY,
    /** Nobody listened. */
    REFUSED,
    /** No connection in time. */
    CONNECT_TIMEOUT,
    /** The name of the target is not known. */
    DNS,
    /** The connection ended, or the answer was none, before the headers. */
    RESET,
    /** The answer ended before its end. */
    TRUNCATED,
    /** No whole answer in time. */
    TIMEOUT,
    /** Never sent: the client was behind or full. */
    SHED;

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns the name in JSON, metrics and reports, such as {@code connect-timeout}. */
    @JsonValue
    public String wire() {
        return wire;
    }
}
