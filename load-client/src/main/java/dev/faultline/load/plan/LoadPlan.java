package dev.faultline.load.plan;

import dev.faultline.wire.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The load that is asked for. Immutable; a change is a new plan.
 *
 * @param target where requests go
 * @param rate arrivals a second, from 0.001 to {@value #MAX_RATE}
 * @param arrival how they spread over time, constant if not given
 * @param duration how long, until stopped if not given
 * @param protocol what is spoken, HTTP/1.1 if not given
 * @param connections how many connections to each backend at most, 64 if not given
 * @param maxInFlight how many attempts may be under way; arrivals beyond are shed; 1024 if not given
 * @param timeout how long an attempt may take from its dispatch, 10 s if not given
 */
public record LoadPlan(
        Target target,
        double rate,
        Arrival arrival,
        @Nullable Duration duration,
        Protocol protocol,
        Integer connections,
        Integer maxInFlight,
        Duration timeout) {

    /** Far above what one event loop sends; a typo must not become a flood. */
    public static final int MAX_RATE = 100_000;

    private static final int DEFAULT_CONNECTIONS = 64;
    private static final int DEFAULT_IN_FLIGHT = 1_024;

    /** Fills in what was not given and checks the bounds. */
    public LoadPlan {
        Require.present("target", target);
        Require.between("rate", rate, 0.001, MAX_RATE);
        arrival = arrival == null ? Arrival.CONSTANT : arrival;
        protocol = protocol == null ? Protocol.HTTP1 : protocol;
        connections = connections == null ? DEFAULT_CONNECTIONS : connections;
        maxInFlight = maxInFlight == null ? DEFAULT_IN_FLIGHT : maxInFlight;
        timeout = timeout == null ? Duration.ofSeconds(10) : timeout;
        Require.between("connections", connections, 1, 10_000);
        Require.between("maxInFlight", maxInFlight, 1, 100_000);
        Require.between("timeout", timeout, Duration.ofMillis(1), Duration.ofMinutes(10));
        if (duration != null) {
            Require.between("duration", duration, Duration.ofMillis(1), Duration.ofDays(30));
        }
    }
}
