package dev.faultline.experiment.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally.ScopeStats;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep found, as reports show it. The hypothesis breaks above {@code held} and at or below {@code broke}.
 *
 * @param vary what was raised
 * @param unit what is written behind a level; may be empty
 * @param withstand the level at which the hypothesis had to hold
 * @param held the highest level below the break at which it held; null if there is none
 * @param broke the lowest level at which it was violated; null if there is none
 * @param sentence where it breaks
 * @param levels in ascending order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResilienceCurve(
        String vary,
        String unit,
        double withstand,
        @Nullable Double held,
        @Nullable Double broke,
        String sentence,
        List<Level> levels) {

    /**
     * What was found at one level.
     *
     * @param seconds how long attempts were due at it
     * @param samples attempts that ended
     * @param successRate with its 95 % interval; null without samples
     * @param latency milliseconds from the intended time, of the attempts that were answered
     * @param requests the same of the requests, each with all its attempts
     * @param checks what was asked at it, on all that was seen
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Level(
            double value,
            Ruling ruling,
            double seconds,
            long samples,
            @Nullable Estimate successRate,
            Latencies.Figures latency,
            Summary.Requests requests,
            List<ThresholdCheck> checks) {

        private static Level of(Curve.Level level) {
            ScopeStats sent = level.tally().select(Scope.ATTEMPTS);
            return new Level(
                    level.value(),
                    level.ruling(),
                    level.seconds(),
                    sent.samples(),
                    Summary.successRate(sent),
                    sent.latency().figures(),
                    Summary.Requests.of(level.tally()),
                    level.checks());
        }

        /** Returns what was found of that threshold; nothing if it was not asked here. */
        public Optional<ThresholdCheck> check(Threshold threshold) {
            return checks.stream()
                    .filter(check -> check.threshold().equals(threshold))
                    .findFirst();
        }
    }

    static ResilienceCurve of(Curve curve) {
        return new ResilienceCurve(
                curve.vary(),
                curve.range().unit(),
                curve.withstand(),
                orNull(curve.held()),
                orNull(curve.broke()),
                curve.sentence(),
                curve.levels().stream().map(Level::of).toList());
    }

    /** Returns what was asked at the levels, in order. */
    public List<Threshold> thresholds() {
        return levels.stream()
                .flatMap(level -> level.checks().stream())
                .map(ThresholdCheck::threshold)
                .distinct()
                .toList();
    }

    /** Returns whether attempts were repeated at any level: whether attempts and requests differ. */
    public boolean retried() {
        return levels.stream().anyMatch(level -> level.requests().repeated());
    }

    /** Returns a level as it is written, with its unit. */
    public String written(double level) {
        return Require.plain(level) + unit;
    }

    private static @Nullable Double orNull(OptionalDouble level) {
        return level.isPresent() ? Double.valueOf(level.getAsDouble()) : null;
    }
}
