package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How many responses the proxy of a mesh counted: by the backend that it asked, the status and the error. It sees whom it
 * asked, which the answers do not always tell. Immutable. Counts of a difference, or of a sum of differences, add and
 * subtract in any order; none of them is zero.
 */
public final class MeshCounts {

    /** No responses. */
    public static final MeshCounts NONE = new MeshCounts(Map.of());

    /** What a name is put down as when there are too many. */
    public static final String OTHER = "other";

    /** The status of an attempt that ended without any. */
    public static final String NO_STATUS = "none";

    private final Map<Series, Long> counts;

    /**
     * What a response is counted by.
     *
     * @param by which party the backend is: the backend itself, the injector, or unknown
     * @param backend the name of its Service
     * @param status {@link #NO_STATUS} if none came
     * @param error what broke it, as the proxy calls it; empty if nothing did
     * @param success as the proxy classifies it
     */
    public record Series(Answerer by, String backend, String status, String error, boolean success) {}

    private MeshCounts(Map<Series, Long> counts) {
        this.counts = counts;
    }

    /** Returns these counts. */
    public static MeshCounts of(Map<Series, Long> counts) {
        Map<Series, Long> kept = new HashMap<>(counts);
        kept.values().removeIf(count -> count == 0);
        return kept.isEmpty() ? NONE : new MeshCounts(Collections.unmodifiableMap(kept));
    }

    /** Returns the counts, none of which is zero. */
    public Map<Series, Long> series() {
        return counts;
    }

    /** Returns whether nothing was counted. */
    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Returns the sum of both. */
    public MeshCounts plus(MeshCounts other) {
        return with(other, 1);
    }

    /** Returns these without the others. */
    public MeshCounts minus(MeshCounts other) {
        return with(other, -1);
    }

    /** Returns how many of them that holds for. */
    public long count(Predicate<Series> which) {
        long sum = 0;
        for (Map.Entry<Series, Long> entry : counts.entrySet()) {
            sum += which.test(entry.getKey()) ? entry.getValue() : 0;
        }
        return sum;
    }

    private MeshCounts with(MeshCounts other, int sign) {
        if (other.isEmpty()) {
            return this;
        }
        Map<Series, Long> sum = new HashMap<>(counts);
        other.counts.forEach((series, count) -> sum.merge(series, sign * count, Long::sum));
        return of(sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MeshCounts mesh && counts.equals(mesh.counts);
    }

    @Override
    public int hashCode() {
        return counts.hashCode();
    }

    @Override
    public String toString() {
        return counts.toString();
    }

    /** Why there are no counts of a mesh. */
    public enum Gap {
        /** The usual case outside a mesh. */
        UNMESHED("no proxy of a mesh stands beside this process"),
        /** Its counters do not say whose requests they were. */
        SHARED("another load of this process sends to the same target, which the mesh's proxy can't tell apart"),
        /** It did not answer soon enough to belong to this time. */
        LATE("the mesh's proxy did not tell its figures in time"),
        /** They can't be compared with those before. */
        RESTARTED("the counters of the mesh's proxy began anew"),
        /** What was counted before was about another target. */
        CHANGED("the target of the load changed meanwhile"),
        /** The requests do not pass it, or not as HTTP. */
        UNSEEN("the mesh's proxy counted no response of the target");

        private final String sentence;

        Gap(String sentence) {
            this.sentence = sentence;
        }

        /** Returns it as a sentence without the full stop. */
        public String sentence() {
            return sentence;
        }

        /** Returns the name in JSON and metrics. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
