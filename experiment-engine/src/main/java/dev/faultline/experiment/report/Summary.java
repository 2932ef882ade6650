package dev.faultline.experiment.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.ClientValidity;
import dev.faultline.load.measure.GrpcStatus;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.threshold.Estimate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The golden metrics of some attempts, as the API and the reports show them. Times are milliseconds, rates are per
 * second, shares are from 0 to 1. Immutable.
 *
 * @param samples attempts that were sent and have ended
 * @param seconds the time that the figures rest on
 * @param rate samples per second
 * @param successRate the share that succeeded, with its 95 % interval; null without samples
 * @param latency from the intended time to the end, of the attempts that were answered
 * @param service from the granted connection to the end, of the same
 * @param lag how late the client itself was
 * @param classes how many ended how; what did not occur is left out
 * @param tls why TLS failed how often; null if it did not
 * @param tlsHandshake the TLS handshakes that came to their end; null without any
 * @param insecure true if attempts went over TLS without a look at the certificate; else null
 * @param statuses how many answers had which HTTP status, from the head of an answer on, in ascending order; what did not
 *     occur is left out
 * @param grpcStatuses how many whole answers to gRPC calls had which status of gRPC; null if there were none
 * @param answered who answered how much of it, by the mesh where it has figures; who did not is left out
 * @param mesh what the mesh counted; null where there is none
 * @param byName what came of the requests of each name, if the plan tells them apart; else null
 * @param arrivals requests that came due, whatever became of them
 * @param shed how many of them were not sent, by the reason
 * @param unaccounted arrivals of which nobody can tell what became since a sender was lost; null if there are none
 * @param requests what callers saw who repeat failed attempts
 * @param client whether the client itself kept up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Summary(
        long samples,
        double seconds,
        double rate,
        @Nullable Estimate successRate,
        Latencies.Figures latency,
        Latencies.Figures service,
        Latencies.Figures lag,
        Map<ResultClass, Long> classes,
        @Nullable Tls tls,
        Tally.Handshakes.@Nullable Figures tlsHandshake,
        @Nullable Boolean insecure,
        Map<String, Long> statuses,
        @Nullable Map<GrpcStatus, Long> grpcStatuses,
        Map<Answerer, Answered> answered,
        @Nullable MeshSummary mesh,
        @Nullable Map<String, Named> byName,
        long arrivals,
        Map<ShedReason, Long> shed,
        @Nullable Long unaccounted,
        Requests requests,
        ClientValidity client) {

    /** What is put together where there are more statuses than a table has room for. */
    static final String OTHERS = "others";

    private static final int MOST_IN_TEXT = 12;

    /**
     * What failed of TLS.
     *
     * @param failures how many attempts for which reason
     */
    public record Tls(Map<TlsFailure, Long> failures) {

        static @Nullable Tls of(Tally tally) {
            Map<TlsFailure, Long> failures = tally.tlsFailures();
            return failures.isEmpty() ? null : new Tls(Collections.unmodifiableMap(failures));
        }
    }

    /**
     * What one party answered.
     *
     * @param share of all that anybody answered, nobody included
     * @param successRate with its 95 % interval
     * @param latency from the intended time, of what the client knows to be its whole answers
     */
    public record Answered(long samples, double share, Estimate successRate, Latencies.Figures latency) {}

    /**
     * What came of the attempts at the requests of one name.
     *
     * @param successRate with its 95 % interval
     * @param latency from the intended time, of those that were answered, right within 1 %
     * @param classes how many ended how
     * @param statuses how many answers had which HTTP status
     * @param grpcStatuses how many answers to gRPC calls had which; null if there were none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Named(
            long samples,
            Estimate successRate,
            Latencies.Figures latency,
            Map<ResultClass, Long> classes,
            Map<String, Long> statuses,
            @Nullable Map<GrpcStatus, Long> grpcStatuses) {

        static Named of(Tally tally, String name) {
            Tally.ScopeStats sent = tally.select(new Scope.Named(name));
            Map<GrpcStatus, Long> grpc = tally.grpcStatuses(name);
            return new Named(
                    sent.samples(),
                    Estimate.ofShare(sent.succeeded(), sent.samples()),
                    sent.latency().figures(),
                    Collections.unmodifiableMap(tally.classes(name)),
                    tally.statuses(name),
                    grpc.isEmpty() ? null : grpc);
        }
    }

    /**
     * What callers saw who repeat failed attempts. Without retries these are the figures of the attempts.
     *
     * @param samples requests that have ended
     * @param successRate with its 95 % interval; null without samples
     * @param latency from when the request was due to the end of its last attempt, of those that were answered
     * @param retries attempts that repeated a failed one
     * @param retriesDenied failed attempts that were not repeated since the budget was spent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Requests(
            long samples, @Nullable Estimate successRate, Latencies.Figures latency, long retries, long retriesDenied) {

        static Requests of(Tally tally) {
            Tally.ScopeStats asked = tally.select(Scope.REQUESTS);
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

    /** Returns the figures of the tally, which took that long. */
    public static Summary of(Tally tally, double seconds) {
        Tally.ScopeStats sent = tally.select(Scope.ATTEMPTS);
        Map<ShedReason, Long> shed = new EnumMap<>(ShedReason.class);
        for (ShedReason reason : ShedReason.values()) {
            shed.put(reason, tally.count(reason));
        }
        Map<GrpcStatus, Long> grpcStatuses = tally.grpcStatuses();
        return new Summary(
                sent.samples(),
                seconds,
                seconds == 0 ? 0 : sent.samples() / seconds,
                successRate(sent),
                sent.latency().figures(),
                tally.service().figures(),
                tally.lag().figures(),
                Collections.unmodifiableMap(tally.classes()),
                Tls.of(tally),
                tally.handshakes().figures(),
                tally.unverified() == 0 ? null : true,
                tally.statuses(),
                grpcStatuses.isEmpty() ? null : Collections.unmodifiableMap(grpcStatuses),
                answered(tally),
                MeshSummary.of(tally),
                tally.names().isEmpty() ? null : byName(tally),
                tally.arrivals(),
                Collections.unmodifiableMap(shed),
                tally.unaccounted() == 0 ? null : tally.unaccounted(),
                Requests.of(tally),
                ClientValidity.of(tally));
    }

    /** Returns whether some attempts got no answer, so that the times are not of all. */
    public boolean lacksAnswers() {
        return latency.samples() < samples;
    }

    /** Returns the statuses as a line has room for them: the most frequent ones, and as {@code others} the rest. */
    public Map<String, Long> mostFrequentStatuses() {
        return mostFrequent(statuses);
    }

    /** Returns the most frequent of these, in their order, and as {@code others} the sum of the rest. */
    static Map<String, Long> mostFrequent(Map<String, Long> counts) {
        if (counts.size() <= MOST_IN_TEXT) {
            return counts;
        }
        List<String> most = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_IN_TEXT - 1L)
                .map(Map.Entry::getKey)
                .toList();
        Map<String, Long> told = new LinkedHashMap<>(counts);
        told.keySet().retainAll(most);
        told.put(OTHERS, sum(counts) - sum(told));
        return Collections.unmodifiableMap(told);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how many answers to gRPC calls had which status, by its name; empty if there were none. */
    public Map<String, Long> namedGrpcStatuses() {
        if (grpcStatuses == null) {
            return Map.of();
        }
        return grpcStatuses.entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().wire(), Map.Entry::getValue, Long::sum, LinkedHashMap::new));
    }

    /** Returns why TLS failed how often, by the names of the reasons; empty if it did not. */
    public Map<String, Long> namedTlsFailures() {
        Map<String, Long> named = new LinkedHashMap<>();
        if (tls != null) {
            tls.failures().forEach((failure, count) -> named.put(failure.wire(), count));
        }
        return named;
    }

    /** Returns the share that the party answered; 0 if none. */
    public double share(Answerer answerer) {
        Answered part = answered.get(answerer);
        return part == null ? 0 : part.share();
    }

    static @Nullable Estimate successRate(Tally.ScopeStats selection) {
        return selection.samples() == 0 ? null : Estimate.ofShare(selection.succeeded(), selection.samples());
    }

    /** Returns these figures without those by name, which there may be a hundred of. */
    public Summary withoutNames() {
        return new Summary(
                samples,
                seconds,
                rate,
                successRate,
                latency,
                service,
                lag,
                classes,
                tls,
                tlsHandshake,
                insecure,
                statuses,
                grpcStatuses,
                answered,
                mesh,
                null,
                arrivals,
                shed,
                unaccounted,
                requests,
                client);
    }

    private static Map<String, Named> byName(Tally tally) {
        Map<String, Named> all = new LinkedHashMap<>();
        tally.names().forEach(name -> all.put(name, Named.of(tally, name)));
        return Collections.unmodifiableMap(all);
    }

    private static Map<Answerer, Answered> answered(Tally tally) {
        Map<Answerer, Answered> answered = new EnumMap<>(Answerer.class);
        long all = tally.answered();
        for (Answerer answerer : Answerer.values()) {
            Scope scope = new Scope.By(answerer);
            long samples = tally.count(scope);
            if (samples > 0) {
                answered.put(
                        answerer,
                        new Answered(
                                samples,
                                (double) samples / all,
                                Estimate.ofShare(tally.succeeded(scope), samples),
                                tally.select(scope).latency().figures()));
            }
        }
        return Collections.unmodifiableMap(answered);
    }
}
