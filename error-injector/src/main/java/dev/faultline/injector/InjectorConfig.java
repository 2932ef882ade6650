package dev.faultline.injector;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the data plane; those of the control plane are Quarkus' own. */
@ConfigMapping(prefix = "faultline.injector")
public interface InjectorConfig {

    /** The address that takes the traffic. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port that takes the traffic; 0 for any free one. */
    @WithDefault("8080")
    int port();

    /** What answers say they come from in {@code x-faultline-by}; the name of this host if not given. */
    Optional<String> name();

    /** The plan at start: a JSON file, the JSON itself, {@code preset:NAME}, or a form such as {@code status=503:20}. */
    Optional<String> plan();

    /** The ConfigMap through which replicas share the plan; without it each has its own. */
    Optional<String> planConfigMap();

    /** Faults that requests ask for by Envoy's headers. */
    HeaderFaults headerFaults();

    /** Whether to log one line for each request. */
    @WithDefault("false")
    boolean accessLog();

    /** Whether to make spans, as the OTEL_ variables of the environment say. */
    @WithDefault("false")
    boolean tracing();

    /** Speaking TLS to callers. */
    Tls tls();

    /** The configuration of TLS with whose trust and certificate it calls services that it forwards to over https. */
    Upstream upstream();

    /** How long a caller may take for the head of a request, from its first byte. */
    @WithDefault("30s")
    Duration headTimeout();

    /** How long a connection may be without a request. */
    @WithDefault("5m")
    Duration idleTimeout();

    /** How long a caller that closed its side, without having announced its last request, is owed an answer that does not begin. */
    @WithDefault("5s")
    Duration halfCloseTimeout();

    /** How long, when stopping, to wait for the answers to requests that were held back to leave. */
    @WithDefault("5s")
    Duration grace();

    /** TLS where the traffic comes in; not at all unless there is a certificate. */
    interface Tls {

        /** The configuration in Quarkus' TLS registry that holds the certificate. */
        Optional<String> configurationName();

        /** Whether to make a certificate at the start, in place of one that is given. */
        @WithDefault("false")
        boolean selfMade();

        /** Whom a certificate is for that is made here; without it this host, error-injector and loopback. */
        Optional<List<String>> names();

        /** The configuration that holds the authority which signs what is made here; without it, one is made too. */
        Optional<String> authority();

        /** The port that speaks it beside the other, which does not then; without it the other does. */
        Optional<Integer> port();

        /** Whether callers must show a certificate that the configuration trusts. */
        @WithDefault("none")
        ClientAuth clientAuth();
    }

    /** What callers must show. */
    enum ClientAuth {
        /** Nothing. */
        NONE,
        /** A certificate, if they have one. */
        REQUEST,
        /** A certificate. */
        REQUIRED
    }

    /** Services that requests are forwarded to. */
    interface Upstream {

        /** The configuration in Quarkus' TLS registry; without it, the authorities that the JDK knows are trusted. */
        Optional<String> tlsConfigurationName();
    }

    /** How far requests may go that ask for faults; not at all unless one of the percentages is above 0. */
    interface HeaderFaults {

        /** The most of them that are aborted, in percent. */
        @WithDefault("0")
        double abortPercentage();

        /** The most of them that are delayed, in percent. */
        @WithDefault("0")
        double delayPercentage();

        /** The longest delay that they get. */
        @WithDefault("5s")
        Duration maxDelay();
    }
}
