package dev.faultline.injector.decide;

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
 * the draws follow, and what gates and schedules count.
 *
 * @param <A> the transport's kind of act
 */
public final class Decider<A> {

    /** What schedules draw from if the plan names no seed: replicas agree all the same. */
    private static final long COMMON_SEED = 0;

    private final FaultPlan plan;
    private final InstantSource clock;
    private final Chances chances;
    private final RuleBook<A> rules;
    private final Ending<A> noRule;
    private final @Nullable HeaderFaults<A> headers;
    private final List<Series> series;
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean ended;

    /**
     * Prepares a plan.
     *
     * @param fallbackSeed for the draws of a plan that names no seed
     */
    public Decider(FaultPlan plan, long fallbackSeed, Environment<A> environment) {
        this.plan = plan;
        clock = environment.clock();
        chances = new Chances(plan.seed() == null ? fallbackSeed : plan.seed());
        Endings<A> endings = new Endings<>(plan.otherwise(), environment.transport(), environment.tallies());
        noRule = endings.passed(Rule.NONE, Series.OTHERWISE);
        List<PreparedRule<A>> prepared = new ArrayList<>();
        plan.rules().forEach(rule -> prepared.add(new PreparedRule<>(rule, endings, schedule(plan, rule, clock))));
        rules = new RuleBook<>(plan.rules(), prepared, noRule, chances, clock);
        headers = environment.ceiling() == null ? null : new HeaderFaults<>(environment.ceiling(), endings, noRule);
        series = endings.series();
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
            Decision<A> asked = headers.decide(request, () -> chances.of(n));
            if (asked != null) {
                return asked;
            }
        }
        return rules.decide(request, n);
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
    public Collection<Series> series() {
        return series;
    }
}
