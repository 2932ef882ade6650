package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.ActionFactory;
import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.plan.FaultType;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the outcomes of one plan and remembers what they count. Threadsafe, since headers ask for outcomes at any time. */
final class OutcomeFactory<A> {

    private final ActionFactory<A> actions;
    private final Counters counters;
    private final Otherwise otherwise;
    private final A unharmed;
    private final Set<Counters.Series> made = Collections.synchronizedSet(new LinkedHashSet<>());

    OutcomeFactory(Otherwise otherwise, ActionFactory<A> actions, Counters counters) {
        this.actions = actions;
        this.counters = counters;
        this.otherwise = otherwise;
        unharmed = otherwise.action(actions);
    }

    /** Returns the outcome by that abort. */
    Outcome<A> aborted(String rule, Abort abort, Supplier<@Nullable Duration> retryAfter) {
        Counters.Series series = announce(rule, abort.getClass());
        String marker = rule + "/" + series.outcome();
        return new Outcome<>(series, counters.of(series), marker, abort.action(actions, otherwise), retryAfter);
    }

    /** Has aborts of that kind counted, though none was made yet. */
    Counters.Series announce(String rule, Class<? extends Abort> abort) {
        return counted(new Counters.Series(rule, FaultType.nameOf(abort)));
    }

    /** Returns the outcome by {@code otherwise} after a delay. */
    Outcome<A> delayed(String rule) {
        return unharmed(new Counters.Series(rule, Counters.Series.DELAY), rule + "/" + Counters.Series.DELAY);
    }

    /** Returns the outcome by {@code otherwise} that no fault touched. */
    Outcome<A> passed(String rule, String outcome) {
        return unharmed(new Counters.Series(rule, outcome), null);
    }

    /** Returns what is said about another try where there is no outage to wait for the end of. */
    Supplier<@Nullable Duration> noOutage() {
        return () -> null;
    }

    /** Returns what all outcomes made so far count. */
    List<Counters.Series> series() {
        return List.copyOf(made);
    }

    private Outcome<A> unharmed(Counters.Series series, @Nullable String marker) {
        return new Outcome<>(counted(series), counters.of(series), marker, unharmed, noOutage());
    }

    private Counters.Series counted(Counters.Series series) {
        made.add(series);
        return series;
    }
}
