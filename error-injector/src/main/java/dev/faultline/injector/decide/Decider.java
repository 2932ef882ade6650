package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Transport;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.Rule;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A plan in force: decides one request after the other. Threadsafe; its one moving part is the number of requests, from
 * which the draws follow.
 *
 * @param <A> the transport's kind of act
 */
public final class Decider<A> {

    private final FaultPlan plan;
    private final InstantSource clock;
    private final Chances chances;
    private final List<PreparedRule<A>> rules;
    private final Ending<A> noRule;
    private final List<Series> series;
    private final AtomicLong requests = new AtomicLong();

    /**
     * Prepares a plan.
     *
     * @param fallbackSeed for a plan that names no seed
     */
    public Decider(FaultPlan plan, long fallbackSeed, InstantSource clock, Transport<A> transport, Tallies tallies) {
        this.plan = plan;
        this.clock = clock;
        chances = new Chances(plan.seed() == null ? fallbackSeed : plan.seed());
        Endings<A> endings = new Endings<>(plan.otherwise(), transport, tallies);
        noRule = endings.passed(Rule.NONE, Series.OTHERWISE);
        rules = new ArrayList<>();
        plan.rules().forEach(rule -> rules.add(new PreparedRule<>(rule, endings)));
        series = endings.series();
    }

    /** Returns what happens to the next request. */
    public Decision<A> decide(RequestFacts request) {
        long n = requests.getAndIncrement();
        // The clock is read only for plans that end.
        if (plan.expiresAt() != null && plan.isExpired(clock.instant())) {
            return noRule;
        }
        for (int i = 0; i < rules.size(); i++) {
            PreparedRule<A> rule = rules.get(i);
            if (rule.matches(request)) {
                return rule.isCertain() ? rule.decide() : rule.decide(chances.of(n), noRule);
            }
        }
        return noRule;
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
