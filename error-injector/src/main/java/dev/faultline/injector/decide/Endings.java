package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.Transport;
import dev.faultline.injector.plan.FaultType;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the endings of one plan and remembers what they count. Threadsafe, since headers ask for endings at any time. */
final class Endings<A> {

    private final Transport<A> transport;
    private final Tallies tallies;
    private final Otherwise otherwise;
    private final A unharmed;
    private final Set<Series> made = Collections.synchronizedSet(new LinkedHashSet<>());

    Endings(Otherwise otherwise, Transport<A> transport, Tallies tallies) {
        this.transport = transport;
        this.tallies = tallies;
        this.otherwise = otherwise;
        unharmed = otherwise.via(transport);
    }

    /** Returns the ending by that abort. */
    Ending<A> aborted(String rule, Abort abort, Supplier<@Nullable Duration> retryAfter) {
        Series series = announce(rule, abort.getClass());
        String marker = rule + "/" + series.outcome();
        return new Ending<>(series, tallies.of(series), marker, abort.via(transport, otherwise), retryAfter);
    }

    /** Has aborts of that kind counted, though none was made yet. */
    Series announce(String rule, Class<? extends Abort> abort) {
        return counted(new Series(rule, FaultType.nameOf(abort)));
    }

    /** Returns the ending by {@code otherwise} after a delay. */
    Ending<A> delayed(String rule) {
        return unharmed(new Series(rule, Series.DELAY), rule + "/" + Series.DELAY);
    }

    /** Returns the ending by {@code otherwise} that no fault touched. */
    Ending<A> passed(String rule, String outcome) {
        return unharmed(new Series(rule, outcome), null);
    }

    /** Returns what is said about another try where there is no outage to wait for the end of. */
    Supplier<@Nullable Duration> noOutage() {
        return () -> null;
    }

    /** Returns what all endings made so far count. */
    List<Series> series() {
        return List.copyOf(made);
    }

    private Ending<A> unharmed(Series series, @Nullable String marker) {
        return new Ending<>(counted(series), tallies.of(series), marker, unharmed, noOutage());
    }

    private Series counted(Series series) {
        made.add(series);
        return series;
    }
}
