package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.plan.FaultType;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many connections over TLS there were since the start, by what befell their handshake. Threadsafe. */
public final class HandshakeCounts {

    /** Nothing befell it. */
    public static final String NONE = "none";

    /** It was to be held, but too many faults were active; nothing befell it. */
    public static final String OVERFLOW = "overflow";

    /** The caller did not begin one. */
    public static final String NOT_TLS = "not-tls";

    private final Map<String, LongAdder> counts = Collections.unmodifiableMap(Stream.concat(
                    Stream.of(NONE, OVERFLOW, NOT_TLS),
                    Arrays.stream(Tls.class.getPermittedSubclasses()).map(FaultType::nameOf))
            .collect(Collectors.toMap(name -> name, name -> new LongAdder(), (one, other) -> one, TreeMap::new)));

    /** Returns the count of an outcome: the type of a fault, or one of the above. */
    public LongAdder of(String outcome) {
        LongAdder count = counts.get(outcome);
        if (count == null) {
            throw new IllegalArgumentException("there is no outcome " + outcome);
        }
        return count;
    }

    /** Returns all outcomes with their counts, in order. */
    public Map<String, LongAdder> all() {
        return counts;
    }
}
