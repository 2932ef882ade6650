package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What is spoken to the target. */
public enum Protocol {
    /** HTTP/1.1 with keep-alive. */
    @JsonProperty("http1")
    HTTP1,

    /** HTTP/2 without TLS, by prior knowledge. */
    @JsonProperty("h2c")
    H2C;

    /** Returns the name in documents. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
