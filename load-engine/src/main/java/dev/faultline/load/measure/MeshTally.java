package dev.faultline.load.measure;

import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the mesh counted of the attempts of a tally, and who answered by that. The mesh sees whom its proxy asked, so it
 * decides between the parties; only the client sees what the proxy answered itself, and what nobody did. Written by one
 * thread.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays in memory; nothing is stored or sent by them
final class MeshTally {

    private static final int ANSWERERS = Answerer.values().length;

    /** A sum of many differences is uncertain at its two ends only; how much there, one difference tells on average. */
    private static final double UNEVEN = 1.5;

    /** So few are no ground to doubt anything. */
    private static final double NEGLIGIBLE = 5;

    private MeshCounts counts = MeshCounts.NONE;
    /** What the client saw of what the mesh counted. */
    private final PartyCounts seen = new PartyCounts();

    private long readings;
    private long uncertain;
    /** How many tallies with attempts lack the figures of the mesh, by the reason. */
    private final long[] gaps = new long[Gap.values().length];

    /** Attempts and successes by who answered. */
    static final class PartyCounts {

        private final long[] attempts = new long[ANSWERERS];
        private final long[] succeeded = new long[ANSWERERS];

        long attempts(Answerer answerer) {
            return attempts[answerer.ordinal()];
        }

        long succeeded(Answerer answerer) {
            return succeeded[answerer.ordinal()];
        }

        long attempts() {
            return Arrays.stream(attempts).sum();
        }

        void add(Answerer answerer, long moreAttempts, long moreSucceeded) {
            attempts[answerer.ordinal()] += moreAttempts;
            succeeded[answerer.ordinal()] += moreSucceeded;
        }

        void add(PartyCounts other, int sign) {
            for (Answerer answerer : Answerer.values()) {
                add(answerer, sign * other.attempts(answerer), sign * other.succeeded(answerer));
            }
        }

        private void clear() {
            Arrays.fill(attempts, 0);
            Arrays.fill(succeeded, 0);
        }
    }

    /** Takes what the mesh counted meanwhile, or why it did not. */
    void take(MeshReading difference, PartyCounts client) {
        // Without an attempt it may have counted what the client gets a moment later.
        if (client.attempts() == 0 && difference.counts().isEmpty()) {
            return;
        }
        Gap gap = difference.gap();
        if (gap == null && isUnseen(difference.counts(), client, slack((double) difference.uncertain()))) {
            gap = Gap.UNSEEN;
        }
        if (gap != null) {
            gaps[gap.ordinal()]++;
            return;
        }
        counts = counts.plus(difference.counts());
        seen.add(client, 1);
        readings++;
        uncertain += difference.uncertain();
    }

    void add(MeshTally other) {
        counts = counts.plus(other.counts);
        add(other, 1);
    }

    void add(TallyDocument.Mesh document) {
        Map<Series, Long> more = new HashMap<>();
        document.counts().forEach(each -> more.merge(each.series(), each.count(), Long::sum));
        counts = counts.plus(MeshCounts.of(more));
        document.seen().forEach((party, of) -> seen.add(party, of.attempts(), of.succeeded()));
        readings += document.readings();
        uncertain += document.uncertain();
        document.gaps().forEach((gap, tallies) -> gaps[gap.ordinal()] += tallies);
    }

    /** Returns all that this holds; null if that is nothing. */
    TallyDocument.@Nullable Mesh document() {
        Map<Gap, Long> missing = new EnumMap<>(Gap.class);
        for (Gap gap : Gap.values()) {
            if (gaps[gap.ordinal()] > 0) {
                missing.put(gap, gaps[gap.ordinal()]);
            }
        }
        if (readings == 0 && missing.isEmpty()) {
            return null;
        }
        List<TallyDocument.Mesh.Counted> counted = new ArrayList<>();
        counts.series().forEach((series, count) -> counted.add(new TallyDocument.Mesh.Counted(series, count)));
        Map<Answerer, TallyDocument.Mesh.Seen> parties = new EnumMap<>(Answerer.class);
        for (Answerer party : Answerer.values()) {
            if (seen.attempts(party) > 0) {
                parties.put(party, new TallyDocument.Mesh.Seen(seen.attempts(party), seen.succeeded(party)));
            }
        }
        return new TallyDocument.Mesh(readings, uncertain, counted, parties, missing);
    }

    void subtract(MeshTally other) {
        counts = counts.minus(other.counts);
        add(other, -1);
    }

    void reset() {
        counts = MeshCounts.NONE;
        seen.clear();
        readings = 0;
        uncertain = 0;
        Arrays.fill(gaps, 0);
    }

    MeshCounts counts() {
        return counts;
    }

    /** Returns whether the mesh told figures of some of it. */
    boolean isKnown() {
        return readings > 0 && !isUnseen(counts, seen, slack());
    }

    /** Returns whether answers came of which the mesh counted none. */
    private static boolean isUnseen(MeshCounts counts, PartyCounts client, long slack) {
        return counts.isEmpty() && answers(client) > slack;
    }

    /** Returns how many answers came from beyond the proxy. */
    private static long answers(PartyCounts client) {
        return client.attempts() - client.attempts(Answerer.NOBODY) - client.attempts(Answerer.PROXY);
    }

    /** Returns the most frequent reason for which figures are missing; empty if none are. */
    Optional<Gap> gap() {
        if (readings > 0 && !isKnown()) {
            return Optional.of(Gap.UNSEEN);
        }
        return Arrays.stream(Gap.values())
                .filter(gap -> gaps[gap.ordinal()] > 0)
                .max((one, other) -> Long.compare(gaps[one.ordinal()], gaps[other.ordinal()]));
    }

    /**
     * Returns who answered: by the mesh where it has figures, by the client's own where it has none.
     *
     * @param client what the client saw of all
     */
    PartyCounts resolve(PartyCounts client) {
        PartyCounts resolved = new PartyCounts();
        resolved.add(client, 1);
        if (!isKnown()) {
            return resolved;
        }
        resolved.add(seen, -1);
        for (Answerer party : Answerer.values()) {
            long asked = counts.count(series -> series.by() == party);
            resolved.add(party, asked, counts.count(series -> series.by() == party && series.success()));
        }
        // An attempt that broke without a status is counted for whom it was meant for; the proxy then answered itself.
        long signed = Math.max(0, seen.attempts(Answerer.PROXY) - counts.count(MeshTally::isWithoutStatus));
        resolved.add(Answerer.PROXY, signed, Math.min(signed, seen.succeeded(Answerer.PROXY)));
        // The proxy counts an answer also where its head never reached the client. Repetitions of its own explain
        // nothing.
        long rest =
                total() > seen.attempts() + slack() ? Long.MAX_VALUE : Math.max(0, seen.attempts() - total() - signed);
        resolved.add(Answerer.NOBODY, Math.min(seen.attempts(Answerer.NOBODY), rest), 0);
        return resolved;
    }

    /**
     * Compares the two counts.
     *
     * @return in what they disagree, as a sentence without the full stop; empty if the moments of reading and what was
     *     under way then explain the difference
     */
    Optional<String> disagreement() {
        long slack = slack();
        long most = seen.attempts();
        long least = answers(seen);
        if (total() > most + slack) {
            return sentence(
                    "the mesh counted %d responses to %d attempts: its proxy repeats requests, or something else in this"
                            + " pod asks the same Service",
                    total(), most);
        }
        if (total() < least - slack) {
            return sentence(
                    "the mesh counted %d of the %d answers that came: the others did not pass this pod's proxy",
                    total(), least);
        }
        if (Math.abs(succeeded() - succeededByClient()) > slack) {
            return sentence(
                    "the mesh counted %d successes, the client %d: answers broke off or came too late after their head,"
                            + " or the mesh classifies them by rules of its own",
                    succeeded(), succeededByClient());
        }
        return Optional.empty();
    }

    /** Returns whether the mesh took for successes what were none to the client. */
    boolean isTooGood() {
        return succeeded() - succeededByClient() > slack();
    }

    private long slack() {
        return readings == 0 ? 0 : slack((double) uncertain / readings);
    }

    private static long slack(double uncertain) {
        return Math.round(UNEVEN * uncertain + NEGLIGIBLE);
    }

    private long total() {
        return counts.count(series -> true);
    }

    private long succeeded() {
        return counts.count(Series::success);
    }

    private long succeededByClient() {
        return Arrays.stream(seen.succeeded).sum() - seen.succeeded(Answerer.PROXY);
    }

    private void add(MeshTally other, int sign) {
        seen.add(other.seen, sign);
        readings += sign * other.readings;
        uncertain += sign * other.uncertain;
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] += sign * other.gaps[i];
        }
    }

    private static boolean isWithoutStatus(Series series) {
        return series.status().equals(MeshCounts.NO_STATUS);
    }

    private static Optional<String> sentence(String format, long... figures) {
        return Optional.of(String.format(
                Locale.ROOT, format, Arrays.stream(figures).boxed().toArray()));
    }
}
