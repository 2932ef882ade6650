package dev.faultline.load.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.faultline.load.measure.Window;
import dev.faultline.load.report.Summary;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.slo.Threshold;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a probe is told.
 *
 * @param reason the first thing that a reader of the raw body sees
 * @param met whether all thresholds that apply hold, and at least one does
 * @param figures plain numbers, for those who read one by its path
 * @param summary of the window
 */
@JsonPropertyOrder({"reason", "met", "figures", "checks", "summary"})
record SloAnswer(String reason, boolean met, @JsonUnwrapped Figures figures, List<Check> checks, Summary summary) {

    /**
     * The figures of the window; times are milliseconds. Without samples all but {@code n} are absent: a zero would pass
     * for a good one.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Figures(
            @Nullable Double successRate,
            @Nullable Double errorRate,
            @Nullable Double rate,
            @Nullable Double p50,
            @Nullable Double p95,
            @Nullable Double p99,
            long n) {

        static Figures of(Summary summary) {
            if (summary.samples() == 0 || summary.successRate() == null) {
                return new Figures(null, null, null, null, null, null, 0);
            }
            double success = summary.successRate().value();
            return new Figures(
                    success,
                    1 - success,
                    summary.rate(),
                    summary.latency().p50(),
                    summary.latency().p95(),
                    summary.latency().p99(),
                    summary.samples());
        }
    }

    /** Judges each threshold on its own window, or on that of the question. */
    static SloAnswer of(List<Threshold> thresholds, Lookback lookback, Reference reference) {
        List<Check> checks = thresholds.stream()
                .map(threshold -> threshold.judgeAtFaceValue(
                        Observation.of(threshold.over() == null ? lookback.window() : lookback.over(threshold.over())),
                        reference))
                .toList();
        List<Check> met = of(checks, Ruling.MET);
        List<Check> bad = checks.stream()
                .filter(check -> check.ruling() != Ruling.MET && check.ruling() != Ruling.NOT_APPLICABLE)
                .toList();
        boolean all = bad.isEmpty() && !met.isEmpty();
        List<Check> telling = !bad.isEmpty() ? bad : all ? met : checks;
        Window window = lookback.window();
        Summary summary = Summary.of(window.tally(), window.seconds());
        String reason = telling.stream().map(Check::because).collect(Collectors.joining("; "));
        return new SloAnswer(reason, all, Figures.of(summary), checks, summary);
    }

    private static List<Check> of(List<Check> checks, Ruling ruling) {
        return checks.stream().filter(check -> check.ruling() == ruling).toList();
    }
}
