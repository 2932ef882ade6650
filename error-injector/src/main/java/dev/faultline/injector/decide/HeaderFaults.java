package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.GrpcCode;
import dev.faultline.injector.fault.GrpcStatusAbort;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.plan.Rule;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Faults that requests ask for, by the headers of Envoy's fault filter and with its rules: only the first value counts, a
 * value that is none is ignored, percentages are capped by the ceiling, and delay and abort are independent draws, the
 * delay served before the abort. A request that asks for a fault is not looked at by the rules.
 */
public final class HeaderFaults<A> {

    private static final String PREFIX = "x-envoy-fault-";
    private static final String STATUS = PREFIX + "abort-request";
    private static final String GRPC_STATUS = PREFIX + "abort-grpc-request";
    private static final String ABORT_PERCENTAGE = PREFIX + "abort-request-percentage";
    private static final String DELAY = PREFIX + "delay-request";
    private static final String DELAY_PERCENTAGE = PREFIX + "delay-request-percentage";
    private static final int FIRST_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final int LAST_GRPC_STATUS = 16;
    private static final int TEN = 10;

    /** In place of a number that was not given. */
    private static final int NONE = -1;

    private final Ceiling ceiling;
    private final OutcomeFactory<A> outcomes;
    private final Outcome<A> passed;
    private final Outcome<A> delayed;
    private final Outcome<A> overflow;
    private final Outcome<A> stopped;

    /** By the status asked for, of HTTP or of gRPC, which share no number; filled as they are asked for. */
    private final Map<Integer, Outcome<A>> aborted = new ConcurrentHashMap<>();

    HeaderFaults(Ceiling ceiling, OutcomeFactory<A> outcomes, Outcome<A> stopped) {
        this.ceiling = ceiling;
        this.outcomes = outcomes;
        this.stopped = stopped;
        passed = outcomes.passed(Rule.HEADERS, Counters.Series.OTHERWISE);
        delayed = outcomes.delayed(Rule.HEADERS);
        overflow = outcomes.passed(Rule.HEADERS, Counters.Series.OVERFLOW);
        outcomes.announce(Rule.HEADERS, StatusAbort.class);
        outcomes.announce(Rule.HEADERS, GrpcStatusAbort.class);
    }

    /**
     * Returns what happens to a request that asks for a fault; null if it asks for none that it may have. Most do
     * not, and cost no chance.
     */
    @Nullable
    Decision<A> decide(RequestFacts request, Supplier<RandomGenerator> chance) {
        int status = ceiling.abort().value() > 0 ? status(request) : NONE;
        Duration delay = ceiling.delay().value() > 0 ? delay(request) : null;
        if (status == NONE && delay == null) {
            return null;
        }
        RandomGenerator random = chance.get();
        boolean hit = random.nextDouble() < share(request, ABORT_PERCENTAGE, ceiling.abort());
        boolean held = random.nextDouble() < share(request, DELAY_PERCENTAGE, ceiling.delay());
        Outcome<A> outcome = status == NONE || !hit ? null : aborted.computeIfAbsent(status, this::abort);
        if (delay == null || !held || delay.isZero()) {
            return outcome == null ? passed : outcome;
        }
        return new Decision.Held<>(delay, Duration.ZERO, false, outcome == null ? delayed : outcome, overflow, stopped);
    }

    /** Returns the status asked for, that of HTTP first if there are both, as Envoy does; {@link #NONE} if there is none. */
    private static int status(RequestFacts request) {
        int status = number(request, STATUS);
        if (status >= FIRST_STATUS && status <= LAST_STATUS) {
            return status;
        }
        int grpc = number(request, GRPC_STATUS);
        return grpc <= LAST_GRPC_STATUS ? grpc : NONE;
    }

    private Outcome<A> abort(int status) {
        Abort abort = status > LAST_GRPC_STATUS
                ? StatusAbort.plain(Percentage.ALL, status)
                : new GrpcStatusAbort(Percentage.ALL, GrpcCode.of(status), null, null);
        return outcomes.aborted(Rule.HEADERS, abort, outcomes.noOutage());
    }

    private @Nullable Duration delay(RequestFacts request) {
        int millis = number(request, DELAY);
        if (millis == NONE) {
            return null;
        }
        Duration asked = Duration.ofMillis(millis);
        return asked.compareTo(ceiling.longest()) > 0 ? ceiling.longest() : asked;
    }

    private static double share(RequestFacts request, String header, Percentage ceiling) {
        int asked = number(request, header);
        return (asked == NONE ? ceiling.value() : Math.min(asked, ceiling.value())) / Percentage.ALL.value();
    }

    /** Returns the number in that header, the largest there is for any larger, or {@link #NONE}. */
    private static int number(RequestFacts request, String header) {
        String text = request.header(header);
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return NONE;
            }
            number = Math.min(number * TEN + (digit - '0'), Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /**
     * How far requests may go that ask for their faults themselves.
     *
     * @param abort the most of them that are aborted, and how many are if they name no percentage
     * @param delay the most of them that are delayed, and how many are if they name no percentage
     * @param longest the longest delay that they get
     */
    public record Ceiling(Percentage abort, Percentage delay, Duration longest) {}
}
