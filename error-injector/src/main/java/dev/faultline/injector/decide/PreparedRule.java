package dev.faultline.injector.decide;

import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Gate;
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
    private final Ending<A> otherwise;
    private final Ending<A> overflow;
    private final @Nullable PreparedDelay<A> delay;
    private final boolean certain;

    /** The parts of a rule that has a delay. */
    private record PreparedDelay<A>(double fraction, Delay.Sampler sampler, Ending<A> delayed) {}

    /** An abort, its ending and the gate before it. */
    private record PreparedAbort<A>(
            Ending<A> ending,
            Duration hold,
            boolean lasts,
            @Nullable Gate gate) {

        boolean isPlain() {
            return hold.isZero() && !lasts && gate == null;
        }
    }

    PreparedRule(Rule rule, Endings<A> endings, RuleSchedule schedule) {
        this.schedule = schedule;
        partition = new Partition(
                rule.aborts().stream().map(abort -> abort.percentage()).toList());
        aborts = rule.aborts().stream()
                .map(abort -> prepared(rule.name(), abort, endings))
                .toList();
        otherwise = endings.passed(rule.name(), Series.OTHERWISE);
        boolean holds = rule.delay() != null || aborts.stream().anyMatch(abort -> abort.lasts || !abort.hold.isZero());
        overflow = holds ? endings.passed(rule.name(), Series.OVERFLOW) : otherwise;
        delay = rule.delay() == null
                ? null
                : new PreparedDelay<>(
                        rule.delay().percentage().fraction(), rule.delay().sampler(), endings.delayed(rule.name()));
        certain = schedule.isAlways()
                && delay == null
                && (aborts.isEmpty() || (partition.isCertain() && aborts.get(0).isPlain()));
    }

    private PreparedAbort<A> prepared(String rule, Abort abort, Endings<A> endings) {
        Gate gate = abort.gate();
        Ending<A> ending =
                endings.aborted(rule, abort, gate == null ? schedule::left : () -> gate.retryAfter(schedule.now()));
        return new PreparedAbort<>(ending, abort.hold(), abort.lasts(), gate);
    }

    /** Returns whether neither chance nor time has a say in this rule. */
    boolean isCertain() {
        return certain;
    }

    /** Decides a request of a rule that {@link #isCertain}. */
    Decision<A> decide() {
        return aborts.isEmpty() ? otherwise : aborts.get(0).ending();
    }

    /** Returns how much of the percentages applies now, 0 for none; asked once for each request that matches. */
    double share(Instant now) {
        return schedule.share(now);
    }

    /**
     * Decides a request; abort and delay are drawn independently. A gate is asked on arrival, and what it turns away does
     * not wait: a server that sheds load does so at once.
     *
     * @param share how much of the percentages applies, more than 0
     * @param stopped what ends the request if the plan is stopped while it is held
     */
    Decision<A> decide(RandomGenerator random, double share, Instant now, Ending<A> stopped) {
        int chosen = partition.pick(random.nextDouble() / share);
        Duration held = delay != null && random.nextDouble() < delay.fraction() * share
                ? delay.sampler().sample(random)
                : Duration.ZERO;
        PreparedAbort<A> abort = chosen == Partition.REST ? null : aborts.get(chosen);
        Gate gate = abort == null ? null : abort.gate();
        if (abort != null && gate == null) {
            return held.isZero() && abort.isPlain()
                    ? abort.ending()
                    : new Held<>(held, abort.hold(), abort.ending(), overflow, stopped);
        }
        if (abort != null && gate != null && !gate.enter(now)) {
            return abort.ending();
        }
        Decision<A> passed = delay == null || held.isZero()
                ? otherwise
                : new Held<>(held, Duration.ZERO, delay.delayed(), overflow, stopped);
        return gate == null ? passed : new Admitted<>(gate, passed);
    }
}
