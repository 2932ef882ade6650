package dev.faultline.injector.decide;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each series happened. A count goes on over changes of the plan for as long as the plans name it, and starts
 * anew when a name comes back after it was gone. Threadsafe.
 */
public final class Counters {

    private final Map<Series, LongAdder> counts = new ConcurrentHashMap<>();

    /** Returns the count of a series, starting one if there is none. */
    public LongAdder of(Series series) {
        return counts.computeIfAbsent(series, unseen -> new LongAdder());
    }

    /** Forgets every series but these. */
    public void retain(Collection<Series> named) {
        counts.keySet().retainAll(named);
    }

    /** Returns all series counted at present. */
    public Set<Series> series() {
        return Set.copyOf(counts.keySet());
    }

    /**
     * What is counted together: the labels of one time series.
     *
     * @param rule the name of the rule that matched, or {@code none}
     * @param outcome the type of the abort, {@code delay} if delayed only, {@code otherwise}, or {@code overflow}
     */
    public record Series(String rule, String outcome) {

        /** Neither delayed nor aborted. */
        public static final String OTHERWISE = "otherwise";

        /** Delayed and then answered by {@code otherwise}. */
        public static final String DELAY = "delay";

        /** To be delayed, but too many already were; answered by {@code otherwise} at once. */
        public static final String OVERFLOW = "overflow";
    }
}
