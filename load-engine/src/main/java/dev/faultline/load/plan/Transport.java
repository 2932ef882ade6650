package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How requests are carried.
 *
 * @param protocol what is spoken, HTTP/1.1 if not given
 * @param connections how many connections to each backend at most, 64 if not given
 * @param requestsPerConnection after how many requests a connection is closed, never if not given
 * @param maxInFlight how many requests may be under way; arrivals beyond are shed; 1024 if not given
 * @param timeout how long an attempt may take from its dispatch, 10 s if not given
 * @param cookies whether each connection keeps the cookies that its answers set, and sends them; null for not
 * @param sessionResumption whether a TLS handshake may go on with the session of an earlier connection, as those of browsers do;
 *     null for yes
 */
public record Transport(
        Protocol protocol,
        Integer connections,
        @Nullable Integer requestsPerConnection,
        Integer maxInFlight,
        Duration timeout,
        @Nullable Boolean cookies,
        @Nullable Boolean sessionResumption) {

    private static final int DEFAULT_CONNECTIONS = 64;
    private static final int DEFAULT_IN_FLIGHT = 1_024;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** The defaults. */
    public static final Transport STANDARD =
            new Transport(Protocol.HTTP1, DEFAULT_CONNECTIONS, null, DEFAULT_IN_FLIGHT, DEFAULT_TIMEOUT);

    /** One that keeps no cookies, and resumes sessions. */
    public Transport(
            Protocol protocol,
            Integer connections,
            @Nullable Integer requestsPerConnection,
            Integer maxInFlight,
            Duration timeout) {
        this(protocol, connections, requestsPerConnection, maxInFlight, timeout, null, null);
    }

    private static final int MAX_REQUESTS_PER_CONNECTION = 1_000_000;

    /** Fills in what was not given and checks the bounds. */
    public Transport {
        protocol = protocol == null ? Protocol.HTTP1 : protocol;
        connections = connections == null ? DEFAULT_CONNECTIONS : connections;
        maxInFlight = maxInFlight == null ? DEFAULT_IN_FLIGHT : maxInFlight;
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        cookies = Boolean.TRUE.equals(cookies) ? cookies : null;
        sessionResumption = Boolean.FALSE.equals(sessionResumption) ? sessionResumption : null;
        Require.between("connections", connections, 1, 10_000);
        Require.between("maxInFlight", maxInFlight, 1, 100_000);
        Require.between("timeout", timeout, Duration.ofMillis(1), Duration.ofMinutes(10));
        if (requestsPerConnection != null) {
            Require.between("requestsPerConnection", requestsPerConnection, 1, MAX_REQUESTS_PER_CONNECTION);
        }
    }

    /** Returns whether TLS handshakes may go on with earlier sessions. */
    public boolean resumesSessions() {
        return sessionResumption == null;
    }

    /** What is spoken to the target. */
    public enum Protocol {
        /** HTTP/1.1 with keep-alive. */
        @JsonProperty("http1")
        HTTP1,

        /** HTTP/2 without TLS, by prior knowledge. */
        @JsonProperty("h2c")
        H2C,

        /** HTTP/2 over TLS, by ALPN: what speaks something else instead is refused. */
        @JsonProperty("h2")
        H2;

        /** Returns whether it is HTTP/2. */
        public boolean isHttp2() {
            return this != HTTP1;
        }

        /** Returns the name in documents. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
