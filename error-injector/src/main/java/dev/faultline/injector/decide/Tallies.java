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
public final class Tallies {

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
}
