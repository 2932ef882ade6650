package dev.faultline.injector.decide;

import dev.faultline.injector.fault.ActionFactory;
import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.Rule;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A plan in force: decides one request after the other. Threadsafe; what moves in it is the number of requests, from which
 * the draws follow, and what limiters and schedules count.
 *
 * @param <A> what the server performs
 */
public final class Decider<A> {

    /** What schedules draw from if the plan names no seed: replicas agree all the same. */
    private static final long COMMON_SEED = 0;

    private final FaultPlan plan;
    private final InstantSource clock;
    private final RandomStreams streams;
    private final RuleBook<A> rules;
    private final Outcome<A> noRule;
    private final @Nullable HeaderFaults<A> headers;
    private final List<Counters.Series> series;
    private final AtomicLong requests = new AtomicLong();
    private final Handshakes handshakes;
    private volatile boolean ended;

    /**
     * Prepares a plan.
     *
     * @param fallbackSeed for the draws of a plan that names no seed
     */
    public Decider(FaultPlan plan, long fallbackSeed, Environment<A> environment) {
        this.plan = plan;
        clock = environment.clock();
        streams = new RandomStreams(plan.seed() == null ? fallbackSeed : plan.seed());
        OutcomeFactory<A> outcomes =
                new OutcomeFactory<>(plan.otherwise(), environment.actions(), environment.counters());
        noRule = outcomes.passed(Rule.NONE, Counters.Series.OTHERWISE);
        List<PreparedRule<A>> prepared = new ArrayList<>();
        plan.rules().forEach(rule -> prepared.add(new PreparedRule<>(rule, outcomes, schedule(plan, rule, clock))));
        rules = new RuleBook<>(plan.rules(), prepared, noRule, streams, clock);
        headers = environment.ceiling() == null ? null : new HeaderFaults<>(environment.ceiling(), outcomes, noRule);
        series = outcomes.series();
        handshakes = new Handshakes(plan, streams);
    }

    /** Returns when a rule of the plan holds. */
    public static RuleSchedule schedule(FaultPlan plan, Rule rule, InstantSource clock) {
        long seed = plan.seed() == null ? COMMON_SEED : plan.seed();
        return new RuleSchedule(rule.when(), seed, plan.expiresAt(), clock);
    }

    /** Returns what happens to the next request. */
    public Decision<A> decide(RequestFacts request) {
        long n = requests.getAndIncrement();
        if (isOver()) {
            return noRule;
        }
        if (headers != null) {
            Decision<A> asked = headers.decide(request, () -> streams.of(n));
            if (asked != null) {
                return asked;
            }
        }
        return rules.decide(request, n);
    }

    /**
     * Returns what befalls the handshake of the next connection, whose caller asks for that name; null for nothing.
     *
     * @param sni empty if it names none
     */
    public @Nullable Tls handshake(String sni) {
        return handshakes.isEmpty() || isOver() ? null : handshakes.next(sni);
    }

    /** Returns whether the plan injects nothing any more. */
    public boolean isOver() {
        // The clock is read only for plans that end.
        return plan.expiresAt() != null && (ended || plan.isExpired(clock.instant()));
    }

    /** The time of a plan that ends is over, whatever the clock on the wall says from now on. */
    public void end() {
        ended = true;
    }

    /** Returns the plan that decides. */
    public FaultPlan plan() {
        return plan;
    }

    /** Returns all that this plan may count. */
    public Collection<Counters.Series> series() {
        return series;
    }

    /**
     * What all plans of one server share.
     *
     * @param <A> what the server performs
     * @param ceiling for faults that requests ask for; null if they may not ask
     */
    public record Environment<A>(
            InstantSource clock, ActionFactory<A> actions, Counters counters, HeaderFaults.@Nullable Ceiling ceiling) {

        /** Returns the same, in which requests may not ask for faults. */
        public Environment<A> withoutHeaders() {
            return new Environment<>(clock, actions, counters, null);
        }
    }
}
