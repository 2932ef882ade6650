package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is spoken to the target. */
public enum Protocol {
    /** HTTP/1.1 with keep-alive. */
    @JsonProperty("http1")
    HTTP1,

    /** HTTP/2 without TLS, by prior knowledge. */
    @JsonProperty("h2c")
    H2C
}
