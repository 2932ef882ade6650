package dev.faultline.load.threshold;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which figures of a party can't be told because answers bear no mark and no mesh says whose they are. They may all be the
 * backend's, or none. Of the injector's they may be what a proxy made of its broken answers: failures. It signs all others.
 * Times rest on the answers that are known.
 */
final class UnknownAnswers {

    private UnknownAnswers() {}

    /** Returns why the figure is no ground for a ruling; null if it is. */
    static @Nullable String doubt(Metric metric, Tally seen) {
        if (metric instanceof TimeMetric || !(metric.of() instanceof Scope.By by)) {
            return null;
        }
        String unsigned = unsigned(by.answerer(), seen);
        if (unsigned != null) {
            return unsigned;
        }
        boolean success = metric instanceof Metric.SuccessRate || metric instanceof Metric.ErrorRate;
        if (!success || !mayBeUnknown(by.answerer())) {
            return null;
        }
        long unexpected = seen.unexpected(Answerer.UNKNOWN);
        if (unexpected > 0) {
            // The mesh knows how many each party has answered, but not which of them were these.
            return String.format(
                    Locale.ROOT,
                    "%d answers that are not as expected bear no mark and may be the %s's",
                    unexpected,
                    by.answerer().wire());
        }
        return seen.isMeshTooGood() ? seen.meshDisagreement().orElse(null) : null;
    }

    /** Returns why a party of which nothing is known may have answered nevertheless; null if it has not. */
    static @Nullable String absence(Metric metric, Tally seen) {
        if (!(metric.of() instanceof Scope.By by)) {
            return null;
        }
        String unsigned = unsigned(by.answerer(), seen);
        if (unsigned != null || !(metric instanceof TimeMetric) || seen.answered(by.answerer()) == 0) {
            return unsigned;
        }
        return String.format(
                Locale.ROOT,
                "of the %d answers of the %s that the mesh counted the client knows none: the header by which they are told"
                        + " is not set (faultline.split.backend-header), or they do not bear it",
                seen.answered(by.answerer()),
                by.answerer().wire());
    }

    private static @Nullable String unsigned(Answerer party, Tally seen) {
        long unknown = seen.answered(Answerer.UNKNOWN);
        long suspect = party == Answerer.INJECTOR ? unknown - succeeded(seen) : unknown;
        if (suspect <= 0 || !mayBeUnknown(party)) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "%d of %d answers bear no mark and may be the %s's: %s",
                suspect,
                seen.answered(),
                party.wire(),
                seen.meshGap().orElse(Gap.UNMESHED).sentence());
    }

    private static long succeeded(Tally seen) {
        return seen.succeeded(new Scope.By(Answerer.UNKNOWN));
    }

    private static boolean mayBeUnknown(Answerer party) {
        return party == Answerer.BACKEND || party == Answerer.INJECTOR;
    }
}
