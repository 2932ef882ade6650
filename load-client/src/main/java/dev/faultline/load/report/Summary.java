package dev.faultline.load.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Selection;
import dev.faultline.load.measure.Shed;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Validity;
import dev.faultline.load.slo.Estimate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The golden metrics of some attempts, as the API and the reports show them. Times are milliseconds, rates are a
 * second, shares are from 0 to 1. Immutable.
 */
@JsonPropertyOrder({
    "samples",
    "seconds",
    "rate",
    "successRate",
    "latency",
    "service",
    "lag",
    "classes",
    "answered",
    "arrivals",
    "shed",
    "requests",
    "client"
})
public final class Summary {

    private final long samples;
    private final double seconds;
    private final @Nullable Estimate successRate;
    private final Latencies.Figures latency;
    private final Latencies.Figures service;
    private final Latencies.Figures lag;
    private final Map<ResultClass, Long> classes;
    private final Map<Answerer, Answered> answered;
    private final long arrivals;
    private final Map<Shed, Long> shed;
    private final Requests requests;
    private final Validity client;

    /**
     * What one party answered.
     *
     * @param share of all samples
     * @param successRate with its 95 % interval
     * @param latency from the intended time
     */
    public record Answered(long samples, double share, Estimate successRate, Latencies.Figures latency) {

        private static Answered of(Selection part, long all) {
            return new Answered(
                    part.samples(),
                    (double) part.samples() / all,
                    Estimate.ofShare(part.succeeded(), part.samples()),
                    part.latency().figures());
        }
    }

    /**
     * What callers saw who repeat failed attempts. Without retries these are the figures of the attempts.
     *
     * @param samples requests that have ended
     * @param successRate with its 95 % interval; absent without samples
     * @param latency from when the request was due to the end of its last attempt
     * @param retries attempts that repeated a failed one
     * @param retriesDenied failed attempts that were not repeated since the budget was spent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Requests(
            long samples, @Nullable Estimate successRate, Latencies.Figures latency, long retries, long retriesDenied) {

        static Requests of(Tally tally) {
            Selection asked = tally.select(Scope.REQUESTS);
            return new Requests(
                    asked.samples(),
                    Summary.successRate(asked),
                    asked.latency().figures(),
                    tally.retries(),
                    tally.retriesDenied());
        }

        /** Returns whether attempts were repeated, or would have been with more budget: whether they differ from requests. */
        public boolean repeated() {
            return retries + retriesDenied > 0;
        }
    }

    private Summary(Tally tally, double seconds) {
        Selection sent = tally.select(Scope.ATTEMPTS);
        this.samples = sent.samples();
        this.seconds = seconds;
        this.successRate = successRate(sent);
        this.latency = sent.latency().figures();
        this.service = tally.service().figures();
        this.lag = tally.lag().figures();
        this.classes = Collections.unmodifiableMap(tally.classes());
        this.answered = Collections.unmodifiableMap(answered(tally, sent.samples()));
        this.arrivals = tally.arrivals();
        Map<Shed, Long> reasons = new EnumMap<>(Shed.class);
        for (Shed why : Shed.values()) {
            reasons.put(why, tally.count(why));
        }
        this.shed = Collections.unmodifiableMap(reasons);
        this.requests = Requests.of(tally);
        this.client = Validity.of(tally);
    }

    /** Returns the figures of the tally, which took that long. */
    public static Summary of(Tally tally, double seconds) {
        return new Summary(tally, seconds);
    }

    /** Returns how many attempts were sent and have ended. */
    @JsonProperty
    public long samples() {
        return samples;
    }

    /** Returns the time they rest on. */
    @JsonProperty
    public double seconds() {
        return seconds;
    }

    /** Returns the samples a second. */
    @JsonProperty
    public double rate() {
        return seconds == 0 ? 0 : samples / seconds;
    }

    /** Returns the share that succeeded with its 95 % interval; null without samples. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable Estimate successRate() {
        return successRate;
    }

    /** Returns the times from the intended time to the end. */
    @JsonProperty
    public Latencies.Figures latency() {
        return latency;
    }

    /** Returns the times from the granted connection to the end. */
    @JsonProperty
    public Latencies.Figures service() {
        return service;
    }

    /** Returns how late the client itself was. */
    @JsonProperty
    public Latencies.Figures lag() {
        return lag;
    }

    /** Returns how many ended how; what did not occur is left out. */
    @JsonProperty
    public Map<ResultClass, Long> classes() {
        return classes;
    }

    /** Returns who answered how much of it; who did not is left out. */
    @JsonProperty
    public Map<Answerer, Answered> answered() {
        return answered;
    }

    /** Returns how many requests came due, whatever became of them. */
    @JsonProperty
    public long arrivals() {
        return arrivals;
    }

    /** Returns how many of them were not sent, by the reason. */
    @JsonProperty
    public Map<Shed, Long> shed() {
        return shed;
    }

    /** Returns what callers saw who repeat failed attempts. */
    @JsonProperty
    public Requests requests() {
        return requests;
    }

    /** Returns whether the client itself kept up. */
    @JsonProperty
    public Validity client() {
        return client;
    }

    /** Returns the share that the party answered; 0 if none. */
    public double share(Answerer answerer) {
        Answered part = answered.get(answerer);
        return part == null ? 0 : part.share();
    }

    private static @Nullable Estimate successRate(Selection selection) {
        return selection.samples() == 0 ? null : Estimate.ofShare(selection.succeeded(), selection.samples());
    }

    private static Map<Answerer, Answered> answered(Tally tally, long samples) {
        Map<Answerer, Answered> answered = new EnumMap<>(Answerer.class);
        for (Answerer answerer : Answerer.values()) {
            Selection part = tally.select(new Scope.By(answerer));
            if (part.samples() > 0) {
                answered.put(answerer, Answered.of(part, samples));
            }
        }
        return answered;
    }
}
