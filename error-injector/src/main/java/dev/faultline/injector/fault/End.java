package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a connection ends in the middle of an answer. */
public enum End {
    /** In an orderly way: a FIN over HTTP/1.1, an END_STREAM over HTTP/2. */
    @JsonProperty("close")
    CLOSE,
    /** At once: an RST over HTTP/1.1, an RST_STREAM over HTTP/2. */
    @JsonProperty("reset")
    RESET
}
