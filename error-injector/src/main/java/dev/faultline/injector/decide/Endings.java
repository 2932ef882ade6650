package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.FaultType;
import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the endings of one plan and remembers what they count. */
final class Endings<A> {

    private final Transport<A> transport;
    private final Tallies tallies;
    private final A otherwise;
    private final List<Series> made = new ArrayList<>();

    Endings(Otherwise otherwise, Transport<A> transport, Tallies tallies) {
        this.transport = transport;
        this.tallies = tallies;
        this.otherwise = otherwise.via(transport);
    }

    /** Returns the ending by that abort. */
    Ending<A> aborted(String rule, Abort abort) {
        String type = FaultType.nameOf(abort.getClass());
        return ending(rule, type, rule + "/" + type, abort.via(transport));
    }

    /** Returns the ending by {@code otherwise} after a delay. */
    Ending<A> delayed(String rule) {
        return ending(rule, Series.DELAY, rule + "/" + Series.DELAY, otherwise);
    }

    /** Returns the ending by {@code otherwise} that no fault touched. */
    Ending<A> passed(String rule, String outcome) {
        return ending(rule, outcome, null, otherwise);
    }

    /** Returns what all endings made so far count. */
    List<Series> series() {
        return List.copyOf(made);
    }

    private Ending<A> ending(String rule, String outcome, @Nullable String marker, A act) {
        Series series = new Series(rule, outcome);
        made.add(series);
        return new Ending<>(series, tallies.of(series), marker, act);
    }
}
