package dev.faultline.load.measure;

import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy has counted, either since it started or between two readings.
 *
 * @param counts none if there is a gap
 * @param gap why there are none; null if there are
 * @param started names the process that counts: counts of different ones can't be compared
 * @param sharings how often other loads began or ceased to be counted too: nor can counts with different ones
 * @param routed how many of the responses were those of requests that a route of the Gateway API decided about
 * @param profiled how many a ServiceProfile decided about
 * @param uncertain how many responses may lie on either side of it: those that were under way, or came while it was read
 */
public record MeshReading(
        MeshCounts counts,
        @Nullable Gap gap,
        String started,
        long routed,
        long profiled,
        long sharings,
        long uncertain) {

    /** Returns what was read of the process that started then. */
    public static MeshReading of(MeshCounts counts, String started) {
        return of(counts, started, 0, 0);
    }

    /** Returns what was read of the process that started then, with what decided about how many of the responses. */
    public static MeshReading of(MeshCounts counts, String started, long routed, long profiled) {
        return new MeshReading(counts, null, started, routed, profiled, 0, 0);
    }

    /** Returns a reading without counts. */
    public static MeshReading none(Gap gap) {
        return new MeshReading(MeshCounts.NONE, gap, "", 0, 0, 0, 0);
    }

    /** Returns this one, about which so many responses are uncertain. */
    public MeshReading uncertain(long responses) {
        return new MeshReading(counts, gap, started, routed, profiled, sharings, responses);
    }

    /** Returns this one, taken when other loads had begun or ceased to be counted so often. */
    public MeshReading sharedAt(long times) {
        return new MeshReading(counts, gap, started, routed, profiled, times, uncertain);
    }

    /**
     * Returns what was counted after that reading until this one. Counters that shrank began anew; one that vanished had
     * not counted anything for long.
     */
    public MeshReading since(MeshReading before) {
        if (gap != null) {
            return none(gap);
        }
        if (before.gap != null) {
            return none(before.gap);
        }
        if (sharings != before.sharings) {
            return none(Gap.SHARED);
        }
        if (!started.equals(before.started)) {
            return none(Gap.RESTARTED);
        }
        Map<Series, Long> difference = new HashMap<>();
        for (Map.Entry<Series, Long> now : counts.series().entrySet()) {
            long more = now.getValue() - before.counts.series().getOrDefault(now.getKey(), 0L);
            if (more < 0) {
                return none(Gap.RESTARTED);
            }
            difference.put(now.getKey(), more);
        }
        return new MeshReading(
                MeshCounts.of(difference),
                null,
                started,
                Math.max(0, routed - before.routed),
                Math.max(0, profiled - before.profiled),
                sharings,
                uncertain + before.uncertain);
    }
}
