package dev.faultline.experiment.verdict;

import dev.faultline.experiment.model.Sweep;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The resilience curve: what was found at each level of a sweep. The hypothesis breaks above {@link #held()} and at or
 * below {@link #broke()}.
 *
 * @param vary what was raised
 * @param levels in ascending order
 * @param impossible which level between held and broke could not be done, and why; null if none was tried in vain
 */
public record Curve(
        String vary,
        Sweep.Range range,
        double withstand,
        List<Level> levels,
        @Nullable String impossible) implements Verdict.Finding {

    /**
     * One level.
     *
     * @param seconds how long attempts were due at it
     * @param ruling the worst of the checks
     */
    public record Level(
            double value, ThresholdCheck.Ruling ruling, double seconds, Tally tally, List<ThresholdCheck> checks) {

        /** Returns what thresholds were judged on. */
        TimedTally observation() {
            return new TimedTally(tally, seconds);
        }
    }

    /** Sorts the levels. */
    public Curve {
        levels =
                levels.stream().sorted(Comparator.comparingDouble(Level::value)).toList();
    }

    /** Returns the lowest level at which the hypothesis was violated. */
    public OptionalDouble broke() {
        return levels.stream()
                .filter(level -> level.ruling() == ThresholdCheck.Ruling.VIOLATED)
                .mapToDouble(Level::value)
                .min();
    }

    /** Returns the highest level below the break at which the hypothesis held, as all others below it that were judged. */
    public OptionalDouble held() {
        double broke = broke().orElse(Double.POSITIVE_INFINITY);
        return levels.stream()
                .filter(level -> level.value() < broke && level.ruling() == ThresholdCheck.Ruling.MET)
                .mapToDouble(Level::value)
                .max();
    }

    /** Returns where the hypothesis breaks, as one sentence. */
    public String sentence() {
        OptionalDouble broke = broke();
        OptionalDouble held = held();
        if (broke.isEmpty()) {
            return held.isEmpty()
                    ? "nothing can be said of any " + vary
                    : "the hypothesis holds up to " + level(held.getAsDouble());
        }
        return held.isEmpty()
                ? "the hypothesis breaks at or below " + level(broke.getAsDouble())
                : "the hypothesis breaks between " + level(held.getAsDouble()) + " and "
                        + range.written(broke.getAsDouble())
                        + (impossible == null ? "" : " (" + impossible + ")");
    }

    /** A break that had to be withstood fails; a level that had to be and was not judged clearly leaves it open. */
    @Override
    public Verdict verdict() {
        OptionalDouble broke = broke();
        if (broke.isPresent() && broke.getAsDouble() <= withstand) {
            return new Verdict(
                    Verdict.Outcome.FAIL, sentence() + ", and had to hold at " + range.written(withstand) + why());
        }
        boolean held = held().orElse(Double.NEGATIVE_INFINITY) >= withstand;
        boolean clear = levels.stream()
                .filter(level -> level.value() <= withstand)
                .allMatch(level -> level.ruling() == ThresholdCheck.Ruling.MET);
        return held && clear
                ? new Verdict(Verdict.Outcome.PASS, sentence() + why())
                : new Verdict(
                        Verdict.Outcome.INCONCLUSIVE,
                        sentence() + ", and it is open whether it holds at " + range.written(withstand));
    }

    private String level(double value) {
        return vary + " " + range.written(value);
    }

    /** Returns what broke it first. */
    private String why() {
        return levels.stream()
                .filter(level -> level.ruling() == ThresholdCheck.Ruling.VIOLATED)
                .findFirst()
                .flatMap(level -> level.checks().stream()
                        .filter(check -> check.ruling() == ThresholdCheck.Ruling.VIOLATED)
                        .findFirst())
                .map(check -> ": " + check.because())
                .orElse("");
    }
}
