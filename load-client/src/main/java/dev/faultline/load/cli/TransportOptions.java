package dev.faultline.load.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how requests are carried. */
final class TransportOptions {

    @Option(names = "--protocol", paramLabel = "NAME", description = "http1 or h2c; default: http1")
    @Nullable
    String protocol;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "connections to each backend at most, 1 to 10000; default: 64")
    @Nullable
    String connections;

    @Option(
            names = "--requests-per-connection",
            paramLabel = "N",
            description = "after how many requests a connection is closed; default: never")
    @Nullable
    String requestsPerConnection;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description = "requests under way at most, 1 to 100000; arrivals beyond are shed; default: 1024")
    @Nullable
    String maxInFlight;

    @Option(
            names = "--timeout",
            paramLabel = "T",
            description = "how long an attempt may take from its dispatch, 1ms to 10m; default: 10s")
    @Nullable
    String timeout;

    void putInto(PlanDocument document) {
        document.text("--protocol", "protocol", protocol);
        document.number("--connections", "connections", connections);
        document.number("--requests-per-connection", "requestsPerConnection", requestsPerConnection);
        document.number("--max-in-flight", "maxInFlight", maxInFlight);
        document.text("--timeout", "timeout", timeout);
    }
}
