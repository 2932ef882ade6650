package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of an attempt: exactly one of these. */
public enum ResultClass {
    /** An answer below 400. */
    OK,
    /** An answer from 400 to 499. */
    HTTP_4XX,
    /** An answer of 500 and above, or of a status below 100, that nobody marked. */
    HTTP_5XX,
    /** An answer that nobody marked and that is not what the plan expects, whatever its status. */
    UNEXPECTED,
    /** An answer that carries the injector's mark, whatever its status. */
    INJECTED,
    /** An answer that the mesh's proxy made up, by its mark. */
    PROXY,
    /** Nobody listened. */
    REFUSED,
    /** No connection in time, be it one's own or that of an attempt before, for which this one waited. */
    CONNECT_TIMEOUT,
    /** The name of the target is not known. */
    DNS,
    /** TLS did not come to be, or came to an end before an answer: by a certificate, an alert or another protocol. */
    TLS,
    /** The connection or the stream was reset, or what came was no HTTP or too long, before the head of an answer. */
    RESET,
    /** The connection was closed in good order before the end of an answer's head. */
    CLOSE,
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

    /** Returns who answers in this class, as a rule: a label that is there before any attempt is. */
    public Answerer usually() {
        return switch (this) {
            case OK, HTTP_4XX, HTTP_5XX, UNEXPECTED, TRUNCATED -> Answerer.BACKEND;
            case INJECTED -> Answerer.INJECTOR;
            case PROXY -> Answerer.PROXY;
            case REFUSED, CONNECT_TIMEOUT, DNS, TLS, RESET, CLOSE, TIMEOUT, SHED -> Answerer.NOBODY;
        };
    }

    /**
     * Returns whether a whole answer came, whatever it says. Without one a caller has waited for ever: how long the
     * attempt took says when it was given up, not when it was answered.
     */
    public boolean isAnswer() {
        return switch (this) {
            case OK, HTTP_4XX, HTTP_5XX, UNEXPECTED, INJECTED, PROXY -> true;
            case REFUSED, CONNECT_TIMEOUT, DNS, TLS, RESET, CLOSE, TRUNCATED, TIMEOUT, SHED -> false;
        };
    }

    /** Returns whether an attempt of this class had a connection, or may have had one. */
    public boolean connected() {
        return this != REFUSED && this != CONNECT_TIMEOUT && this != DNS;
    }
}
