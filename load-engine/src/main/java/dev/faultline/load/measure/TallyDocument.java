package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Tally} as JSON, without loss: read again it adds to others as if one client had measured all. Histograms are in
 * HdrHistogram's compressed form, in Base64, as in histogram logs; they hold nanoseconds.
 *
 * @param version of this form, {@value #VERSION}
 * @param arrivals requests that came due
 * @param retries attempts that repeated a failed one
 * @param retriesDenied failed attempts that were not repeated since the budget was spent
 * @param unaccounted arrivals of which nobody can tell what became
 * @param shed arrivals that were not sent, by the reason
 * @param attempts how attempts ended and who answered, each pair once
 * @param requests what became of requests with all their attempts
 * @param service times from the granted connection to the end
 * @param lag how late the client was at sending
 * @param statuses answers by their HTTP status
 * @param grpcStatuses whole answers to gRPC calls by their status
 * @param injectedStatuses those of the injector, as far as the answers tell
 * @param injectedGrpcStatuses the same of whole answers to gRPC calls
 * @param names attempts by the name of their request
 * @param tls its handshakes and failures; null without any
 * @param mesh what the mesh counted; null if it was not asked
 */
@JsonPropertyOrder({
    "version",
    "arrivals",
    "retries",
    "retriesDenied",
    "unaccounted",
    "shed",
    "attempts",
    "requests",
    "service",
    "lag",
    "statuses",
    "grpcStatuses",
    "injectedStatuses",
    "injectedGrpcStatuses",
    "names",
    "tls",
    "mesh"
})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TallyDocument(
        int version,
        long arrivals,
        long retries,
        long retriesDenied,
        long unaccounted,
        Map<ShedReason, Long> shed,
        List<Attempts> attempts,
        Requests requests,
        @Nullable String service,
        @Nullable String lag,
        Map<String, Long> statuses,
        Map<GrpcStatus, Long> grpcStatuses,
        Map<String, Long> injectedStatuses,
        Map<GrpcStatus, Long> injectedGrpcStatuses,
        Map<String, Named> names,
        @Nullable Tls tls,
        @Nullable Mesh mesh) {

    /** The form that is written, and the only one that is read. */
    static final int VERSION = 1;

    /** More than any client sends, and still exact in JSON. */
    private static final long MOST = 1L << 50;

    private static final int MOST_NAMES = 1_000;
    private static final int MOST_SERIES = 10_000;
    private static final int LONGEST_NAME = 1_000;
    private static final Pattern STATUS = Pattern.compile("\\d{1,3}|" + MeshCounts.OTHER);

    /** Checks all that can be checked without the histograms. */
    public TallyDocument {
        Require.that(version == VERSION, "version", "must be " + VERSION, version);
        count("arrivals", arrivals);
        count("retries", retries);
        count("retriesDenied", retriesDenied);
        count("unaccounted", unaccounted);
        shed = counts("shed", shed);
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
        Require.present("requests", requests);
        statuses = statuses("statuses", statuses);
        grpcStatuses = counts("grpcStatuses", grpcStatuses);
        injectedStatuses = statuses("injectedStatuses", injectedStatuses);
        injectedGrpcStatuses = counts("injectedGrpcStatuses", injectedGrpcStatuses);
        names = names == null ? Map.of() : Map.copyOf(names);
        names("names", names.keySet(), MOST_NAMES);
    }

    /**
     * Attempts that ended in one class and were answered by one party.
     *
     * @param times from the intended time
     * @param unexpected answers that are no success only since they are not as expected
     */
    @JsonPropertyOrder({"class", "answerer", "succeeded", "unexpected", "times"})
    public record Attempts(
            @JsonProperty("class") ResultClass resultClass,
            Answerer answerer,
            long succeeded,
            long unexpected,
            String times) {

        /** Checks the counts. */
        public Attempts {
            Require.present("class", resultClass);
            Require.present("answerer", answerer);
            Require.present("times", times);
            count("succeeded", succeeded);
            count("unexpected", unexpected);
        }
    }

    /**
     * Requests with all their attempts.
     *
     * @param times of those that were answered, from when they were due
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"unanswered", "succeeded", "times"})
    public record Requests(
            long unanswered, long succeeded, @Nullable String times) {

        /** Checks the counts. */
        public Requests {
            count("requests.unanswered", unanswered);
            count("requests.succeeded", succeeded);
        }
    }

    /**
     * The attempts at requests of one name.
     *
     * @param times of those that were answered, coarser than others
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"samples", "succeeded", "classes", "statuses", "grpcStatuses", "times"})
    public record Named(
            long samples,
            long succeeded,
            Map<ResultClass, Long> classes,
            Map<String, Long> statuses,
            Map<GrpcStatus, Long> grpcStatuses,
            @Nullable String times) {

        /** Checks the counts. */
        public Named {
            count("samples", samples);
            count("succeeded", succeeded);
            classes = counts("classes", classes);
            statuses = TallyDocument.statuses("statuses", statuses);
            grpcStatuses = counts("grpcStatuses", grpcStatuses);
        }
    }

    /**
     * What became of TLS.
     *
     * @param resumed handshakes that went on with the session of an earlier connection
     * @param unverified attempts without a look at the certificate
     * @param failures attempts of the class {@link ResultClass#TLS}, by the reason
     * @param handshakes the times of those that came to their end, coarser than others
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"resumed", "unverified", "failures", "handshakes"})
    public record Tls(
            long resumed,
            long unverified,
            Map<TlsFailure, Long> failures,
            @Nullable String handshakes) {

        /** Checks the counts. */
        public Tls {
            count("tls.resumed", resumed);
            count("tls.unverified", unverified);
            failures = counts("tls.failures", failures);
        }
    }

    /**
     * What the mesh counted.
     *
     * @param readings how many readings it is the sum of
     * @param uncertain how many responses of all readings may lie on either side of them
     * @param seen what the client saw of what the mesh counted, by who answered
     * @param gaps how many tallies lack figures, by the reason
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"readings", "uncertain", "counts", "seen", "gaps"})
    public record Mesh(
            long readings, long uncertain, List<Counted> counts, Map<Answerer, Seen> seen, Map<Gap, Long> gaps) {

        /** Checks the counts. */
        public Mesh {
            count("mesh.readings", readings);
            count("mesh.uncertain", uncertain);
            counts = counts == null ? List.of() : List.copyOf(counts);
            names(
                    "mesh.counts",
                    counts.stream().map(each -> each.series().backend()).toList(),
                    MOST_SERIES);
            seen = seen == null ? Map.of() : Map.copyOf(seen);
            gaps = TallyDocument.counts("mesh.gaps", gaps);
        }

        /** Responses of one kind. */
        public record Counted(Series series, long count) {

            /** Checks the count. */
            public Counted {
                Require.present("mesh.counts", series);
                TallyDocument.count("mesh.counts", count);
            }
        }

        /** Attempts and successes of one party. */
        public record Seen(long attempts, long succeeded) {

            /** Checks the counts. */
            public Seen {
                count("mesh.seen", attempts);
                count("mesh.seen", succeeded);
            }
        }
    }

    private static void count(String field, long count) {
        Require.that(count >= 0 && count <= MOST, field, "must be from 0 to " + MOST, count);
    }

    private static <K> Map<K, Long> counts(String field, @Nullable Map<K, Long> given) {
        if (given == null) {
            return Map.of();
        }
        given.forEach((key, count) -> {
            Require.present(field, count);
            count(field, count);
        });
        return Map.copyOf(given);
    }

    private static Map<String, Long> statuses(String field, @Nullable Map<String, Long> given) {
        Map<String, Long> counts = counts(field, given);
        counts.keySet()
                .forEach(status ->
                        Require.matching(field, status, STATUS, "must be counted by numbers of three digits"));
        return counts;
    }

    private static void names(String field, Collection<String> names, int most) {
        Require.that(names.size() <= most, field, "must be at most " + most, names.size());
        for (String name : names) {
            if (name == null || name.length() > LONGEST_NAME) {
                throw new InvalidValue(field, "must have names of at most " + LONGEST_NAME + " characters", "another");
            }
        }
    }
}
