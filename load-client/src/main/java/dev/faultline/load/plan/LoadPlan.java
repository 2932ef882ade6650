package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The load that is asked for. Immutable; a change is a new plan. In JSON the fields of {@link Demand} and
 * {@link Transport} stand beside the others. What is printed holds what was not given too, and is read as the same plan.
 *
 * @param target where requests go
 * @param duration how long, until stopped or the end of the stages if not given
 * @param seed makes chance repeatable: arrivals, the mix, the jitter of retries; any if not given. A plan that takes
 *     over from one with the same seed goes on where that one had come to
 * @param requests what is sent, drawn by weight; a GET of the target if not given
 * @param retries how failed attempts are repeated; never if not given
 */
@JsonDeserialize(using = LoadPlanDeserializer.class)
public record LoadPlan(
        Target target,
        @JsonUnwrapped Demand demand,
        @Nullable Duration duration,
        @Nullable Long seed,
        List<RequestSpec> requests,
        @JsonUnwrapped Transport transport,
        @Nullable Retries retries) {

    private static final int MAX_REQUESTS = 100;
    private static final String CLOSED_LOOP =
            "closed loop: while the target stalls nobody calls, so the percentiles hide"
                    + " what a stall does; use rate or stages for figures that count";

    /** Fills in what was not given and checks the bounds. */
    public LoadPlan {
        Require.present("target", target);
        Require.present("rate", demand);
        transport = transport == null ? Transport.STANDARD : transport;
        requests = requests == null ? List.of(RequestSpec.GET) : Elements.of("requests", requests, MAX_REQUESTS);
        Require.that(
                requests.stream().anyMatch(request -> request.weight() > 0), "requests", "must not all weigh 0", "0");
        boolean grpc = requests.stream().anyMatch(request -> request.grpc() != null);
        Require.that(
                !grpc || transport.protocol() == Protocol.H2C,
                "protocol",
                "must be h2c for gRPC",
                transport.protocol().wire());
        if (duration != null) {
            Require.between("duration", duration, Stage.SHORTEST, Stage.LONGEST);
        }
    }

    /** Returns a plan of plain GETs. */
    public static LoadPlan of(Target target, Demand demand, @Nullable Duration duration, Transport transport) {
        return new LoadPlan(target, demand, duration, null, List.of(RequestSpec.GET), transport, null);
    }

    /** Returns the same load of other requests to another target. */
    public LoadPlan with(Target otherTarget, List<RequestSpec> otherRequests) {
        return new LoadPlan(otherTarget, demand, duration, seed, otherRequests, transport, retries);
    }

    /** Returns how long a request may take with all its attempts, from its dispatch. */
    public Duration longestRequest() {
        if (retries == null) {
            return timeout();
        }
        Duration again = timeout().plus(retries.maxBackoff());
        return timeout().plus(again.multipliedBy(retries.limit()));
    }

    /** Returns what whoever reads the figures of this load must know; null if there is nothing. */
    public @Nullable String warning() {
        return demand.closed() ? CLOSED_LOOP : null;
    }

    /** Returns how long an attempt may take from its dispatch. */
    public Duration timeout() {
        return transport.timeout();
    }
}
