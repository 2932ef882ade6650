package dev.faultline.load.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Estimate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The golden metrics of some attempts, as the API and the reports show them. Times are milliseconds.
 *
 * @param samples attempts that were sent and have ended
 * @param seconds the time they rest on
 * @param rate samples a second
 * @param successRate with its 95 % interval; absent without samples
 * @param latency from the intended time
 * @param lag how late the client itself was
 * @param classes how many ended how; what did not occur is left out
 * @param answered who answered how much of it
 */
@JsonPropertyOrder({"samples", "seconds", "rate", "successRate", "latency", "lag", "classes", "answered"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Summary(
        long samples,
        double seconds,
        double rate,
        @Nullable Estimate successRate,
        Latencies.Figures latency,
        Latencies.Figures lag,
        Map<ResultClass, Long> classes,
        Map<Answerer, Answered> answered) {

    /**
     * What one party answered.
     *
     * @param share of all samples
     * @param latency from the intended time
     */
    public record Answered(long samples, double share, Latencies.Figures latency) {}

    /** Returns the figures of the tally, which took that long. */
    public static Summary of(Tally tally, double seconds) {
        long sent = tally.sent();
        Map<Answerer, Answered> answered = new LinkedHashMap<>();
        for (Answerer answerer : Answerer.values()) {
            long count = tally.answered(answerer);
            if (count > 0) {
                Latencies.Figures latency = tally.latency(answerer).figures();
                answered.put(answerer, new Answered(count, (double) count / sent, latency));
            }
        }
        return new Summary(
                sent,
                seconds,
                seconds == 0 ? 0 : sent / seconds,
                sent == 0 ? null : Estimate.ofShare(tally.succeeded(), sent),
                tally.latency().figures(),
                tally.lag().figures(),
                tally.classes(),
                answered);
    }

    /** Returns the share that the party answered; 0 if none. */
    public double share(Answerer answerer) {
        Answered part = answered.get(answerer);
        return part == null ? 0 : part.share();
    }
}
