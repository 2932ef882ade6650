package dev.faultline.injector.decide;

import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Limiter;
import dev.faultline.injector.plan.Rule;
import dev.faultline.injector.value.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A rule with all that can be computed before its first request. Threadsafe. */
final class PreparedRule<A> {

    private final RuleSchedule schedule;
    private final Partition partition;
    private final List<PreparedAbort<A>> aborts;
    private final Outcome<A> otherwise;
    private final Outcome<A> overflow;
    private final @Nullable PreparedDelay<A> delay;
    private final boolean certain;

    /** The parts of a rule that has a delay. */
    private record PreparedDelay<A>(double fraction, Delay.Sampler sampler, Outcome<A> delayed) {}

    /** An abort, its outcome and the limiter before it. */
    private record PreparedAbort<A>(
            Outcome<A> outcome,
            Duration hold,
            boolean lasts,
            @Nullable Limiter limiter) {

        boolean isPlain() {
            return hold.isZero() && !lasts && limiter == null;
        }
    }

    PreparedRule(Rule rule, OutcomeFactory<A> outcomes, RuleSchedule schedule) {
        this.schedule = schedule;
        partition = new Partition(
                rule.aborts().stream().map(abort -> abort.percentage()).toList());
        aborts = rule.aborts().stream()
                .map(abort -> prepared(rule.name(), abort, outcomes))
                .toList();
        otherwise = outcomes.passed(rule.name(), Counters.Series.OTHERWISE);
        boolean holds = rule.delay() != null || aborts.stream().anyMatch(abort -> abort.lasts || !abort.hold.isZero());
        overflow = holds ? outcomes.passed(rule.name(), Counters.Series.OVERFLOW) : otherwise;
        delay = rule.delay() == null
                ? null
                : new PreparedDelay<>(
                        rule.delay().percentage().fraction(), rule.delay().sampler(), outcomes.delayed(rule.name()));
        certain = schedule.isAlways()
                && delay == null
                && (aborts.isEmpty() || (partition.isCertain() && aborts.get(0).isPlain()));
    }

    private PreparedAbort<A> prepared(String rule, Abort abort, OutcomeFactory<A> outcomes) {
        Limiter limiter = abort.limiter();
        Outcome<A> outcome = outcomes.aborted(
                rule, abort, limiter == null ? schedule::left : () -> limiter.retryAfter(schedule.now()));
        return new PreparedAbort<>(outcome, abort.hold(), abort.lasts(), limiter);
    }

    /** Returns whether neither chance nor time has a say in this rule. */
    boolean isCertain() {
        return certain;
    }

    /** Decides a request of a rule that {@link #isCertain}. */
    Decision<A> decide() {
        return aborts.isEmpty() ? otherwise : aborts.get(0).outcome();
    }

    /** Returns how much of the percentages applies now, 0 for none; asked once for each request that matches. */
    double share(Instant now) {
        return schedule.share(now);
    }

    /**
     * Decides a request; abort and delay are drawn independently. A limiter is asked on arrival, and what it turns away does
     * not wait: a server that sheds load does so at once.
     *
     * @param share how much of the percentages applies, more than 0
     * @param stopped what ends the request if the plan is stopped while it is held
     */
    Decision<A> decide(RandomGenerator random, double share, Instant now, Outcome<A> stopped) {
        int chosen = partition.pick(random.nextDouble() / share);
        Duration held = delay != null && random.nextDouble() < delay.fraction() * share
                ? delay.sampler().sample(random)
                : Duration.ZERO;
        PreparedAbort<A> abort = chosen == Partition.REST ? null : aborts.get(chosen);
        Limiter limiter = abort == null ? null : abort.limiter();
        if (abort != null && limiter == null) {
            return held.isZero() && abort.isPlain()
                    ? abort.outcome()
                    : new Decision.Held<>(held, abort.hold(), abort.lasts(), abort.outcome(), overflow, stopped);
        }
        if (abort != null && limiter != null && !limiter.enter(now)) {
            return abort.outcome();
        }
        Decision<A> passed = delay == null || held.isZero()
                ? otherwise
                : new Decision.Held<>(held, Duration.ZERO, false, delay.delayed(), overflow, stopped);
        return limiter == null ? passed : new Decision.Admitted<>(limiter, passed);
    }
}
