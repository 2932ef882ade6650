package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Delay;
import dev.faultline.injector.fault.Partition;
import dev.faultline.injector.plan.Rule;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A rule with all that can be computed before its first request. Immutable but for the counts of its endings. */
final class PreparedRule<A> {

    private final Predicate<RequestFacts> matcher;
    private final Partition partition;
    private final List<Ending<A>> aborts;
    private final Ending<A> otherwise;
    private final @Nullable PreparedDelay<A> delay;

    /** The parts of a rule that has a delay. */
    private record PreparedDelay<A>(double fraction, Delay.Sampler sampler, Ending<A> delayed, Ending<A> overflow) {}

    PreparedRule(Rule rule, Endings<A> endings) {
        matcher = RequestMatcher.of(rule.match());
        partition = new Partition(
                rule.aborts().stream().map(abort -> abort.percentage()).toList());
        aborts = rule.aborts().stream()
                .map(abort -> endings.aborted(rule.name(), abort))
                .toList();
        otherwise = endings.passed(rule.name(), Series.OTHERWISE);
        delay = rule.delay() == null
                ? null
                : new PreparedDelay<>(
                        rule.delay().percentage().fraction(),
                        rule.delay().sampler(),
                        endings.delayed(rule.name()),
                        endings.passed(rule.name(), Series.OVERFLOW));
    }

    boolean matches(RequestFacts request) {
        return matcher.test(request);
    }

    /** Returns whether chance has no say in this rule. */
    boolean isCertain() {
        return delay == null && (aborts.isEmpty() || partition.isCertain());
    }

    /** Decides a request of a rule that {@link #isCertain}. */
    Decision<A> decide() {
        return aborts.isEmpty() ? otherwise : aborts.get(0);
    }

    /** Decides a request; abort and delay are drawn independently. */
    Decision<A> decide(RandomGenerator random, Ending<A> stopped) {
        int chosen = partition.pick(random.nextDouble());
        Duration held = delay != null && random.nextDouble() < delay.fraction()
                ? delay.sampler().sample(random)
                : Duration.ZERO;
        Ending<A> atOnce = chosen == Partition.REST ? otherwise : aborts.get(chosen);
        if (delay == null || held.isZero()) {
            return atOnce;
        }
        Ending<A> after = chosen == Partition.REST ? delay.delayed() : atOnce;
        return new Delayed<>(held, after, delay.overflow(), stopped);
    }
}
