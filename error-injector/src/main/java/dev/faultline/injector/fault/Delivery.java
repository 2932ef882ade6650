package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the content of an answer reaches the caller. */
public sealed interface Delivery {

    /** As fast as the caller takes it. */
    record Whole() implements Delivery {}

    /**
     * Less of it than was promised.
     *
     * @param sent at most so many bytes of the body are sent, and always fewer than the body has
     * @param end how the connection then ends
     */
    record Cut(long sent, End end) implements Delivery {}

    /**
     * Slowly.
     *
     * @param bytesPerSecond at which the body is sent
     */
    record Drip(long bytesPerSecond) implements Delivery {}

    /** The delivery of an answer that is left alone. */
    Delivery WHOLE = new Whole();

    /** How a connection ends in the middle of an answer. */
    enum End {
        /** In an orderly way: a FIN over HTTP/1.1, an END_STREAM over HTTP/2. */
        @JsonProperty("close")
        CLOSE,
        /** At once: an RST over HTTP/1.1, an RST_STREAM over HTTP/2. */
        @JsonProperty("reset")
        RESET
    }
}
