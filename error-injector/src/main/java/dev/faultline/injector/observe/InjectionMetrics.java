package dev.faultline.injector.observe;

import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.HandshakeCounts;
import dev.faultline.injector.plan.FaultPlan;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The metrics. Requests are counted by adders of their own, which the registry reads when it is asked: a counter of the
 * registry costs more on every request.
 */
public final class InjectionMetrics {

    /** The time left of a plan that does not end. */
    static final double NO_END = -1;

    private static final double NANOS_PER_SECOND = 1e9;

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
        Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5),
        Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5),
    };

    private final MeterRegistry registry;
    private final Counters counters;
    private final Timer delays;
    private final Map<Counters.Series, Meter> registered = new HashMap<>();

    /** Registers everything but the requests, which {@link #follow} sees to. */
    public InjectionMetrics(MeterRegistry registry, Counters counters, ActiveFaults active) {
        this.registry = registry;
        this.counters = counters;
        delays = Timer.builder("faultline.delay")
                .description("Injected delays")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        Gauge.builder("faultline.active.faults", active, ActiveFaults::count)
                .description("Requests held back at present")
                .register(registry);
        FunctionCounter.builder("faultline.faults.overflow", active, ActiveFaults::overflows)
                .description("Requests not held back because too many were")
                .register(registry);
    }

    /** Also tells what befell connections over TLS. */
    public void handshakes(HandshakeCounts handshakes) {
        handshakes
                .all()
                .forEach((outcome, count) -> FunctionCounter.builder("faultline.tls.connections", count, LongAdder::sum)
                        .description("Connections over TLS by what befell their handshake")
                        .tag("outcome", outcome)
                        .register(registry));
    }

    /** Also tells of the plan in force how long it lasts, and whether it injects anything at all. */
    public void plan(Supplier<FaultPlan> plan, InstantSource clock) {
        Gauge.builder("faultline.plan.expires", () -> secondsLeft(plan.get(), clock.instant()))
                .description("Time left of the plan; -1 if it has no end, 0 once it is over")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("faultline.plan.rules", () -> plan.get().injecting(clock.instant()))
                .description("Rules of the plan that can inject faults; 0 without any, and once the plan is over")
                .register(registry);
    }

    /** Also tells whether the plan in force is the one that replicas share. */
    public void synced(BooleanSupplier synced) {
        Gauge.builder("faultline.plan.synced", () -> synced.getAsBoolean() ? 1 : 0)
                .description("1 if the plan in force is that of the ConfigMap, as far as was seen at the last look")
                .register(registry);
    }

    /** Takes down an injected delay. Threadsafe. */
    public void delayed(Duration delay) {
        delays.record(delay);
    }

    /** Brings the series of requests in line with those tallied: called after every change of the plan. */
    public synchronized void follow() {
        Set<Counters.Series> tallied = counters.series();
        registered.entrySet().removeIf(entry -> {
            boolean gone = !tallied.contains(entry.getKey());
            if (gone) {
                registry.remove(entry.getValue());
            }
            return gone;
        });
        tallied.forEach(series -> registered.computeIfAbsent(series, this::register));
    }

    private Meter register(Counters.Series series) {
        return FunctionCounter.builder("faultline.requests", counters.of(series), LongAdder::sum)
                .description("Requests by the rule that matched and what came of them")
                .tag("rule", series.rule())
                .tag("outcome", series.outcome())
                .register(registry);
    }

    private static double secondsLeft(FaultPlan plan, Instant now) {
        Instant end = plan.expiresAt();
        if (end == null) {
            return NO_END;
        }
        Duration left = Duration.between(now, end);
        return left.isNegative() ? 0 : left.getSeconds() + left.getNano() / NANOS_PER_SECOND;
    }
}
