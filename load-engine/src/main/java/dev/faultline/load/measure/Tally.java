package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultline.load.measure.MeshTally.PartyCounts;
import dev.faultline.load.measure.TimeHistogram.RecordableHistogram;
import dev.faultline.platform.wire.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times of attempts and requests: of a second, of a phase, of a run. Tallies add and subtract without loss,
 * in any order. Written by one thread; no longer written once it is handed to others.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays in memory, on the hot path; nothing is stored or sent by them
public final class Tally {

    private static final int ANSWERERS = Answerer.values().length;
    private static final ResultClass[] CLASSES = ResultClass.values();

    /** By class and answerer; null where none occurred. */
    private final @Nullable CountedLatency[] cells = new @Nullable CountedLatency[CLASSES.length * ANSWERERS];

    private final long[] shed = new long[ShedReason.values().length];

    /** The requests whose last attempt was answered. */
    private final CountedLatency requests;

    private final TimeHistogram service;
    private final TimeHistogram lag;

    /** Of TLS, from the open connection to their end. */
    private final TimeHistogram handshakes;

    private final long[] tlsFailures = new long[TlsFailure.values().length];
    private final MeshTally mesh = new MeshTally();
    private final StatusCounts statuses = new StatusCounts();

    /** Of what the injector answered, as far as the answers tell. */
    private final StatusCounts injected = new StatusCounts();

    private final NamedCounts named;
    private long requestsUnanswered;
    private long arrivals;
    private long retries;
    private long retriesDenied;
    private long unaccounted;
    private long handshakesResumed;
    private long unverified;

    /** Creates an empty tally. */
    public Tally() {
        this(
                new CountedLatency(),
                new RecordableHistogram(),
                new RecordableHistogram(),
                RecordableHistogram.coarse(),
                new NamedCounts());
    }

    private Tally(
            CountedLatency requests,
            TimeHistogram service,
            TimeHistogram lag,
            TimeHistogram handshakes,
            NamedCounts named) {
        this.named = named;
        this.requests = requests;
        this.service = service;
        this.lag = lag;
        this.handshakes = handshakes;
    }

    /** Counts an arrival: a request that came due, whatever became of it. */
    public void arrived() {
        arrivals++;
    }

    /** Records an attempt that was sent and has ended. */
    public void record(AttemptTimestamps timestamps, Result result) {
        cell(result.resultClass().ordinal() * ANSWERERS + result.answerer().ordinal())
                .record(timestamps.latencyNanos(), result);
        if (result.resultClass().isAnswer()) {
            service.record(timestamps.serviceNanos());
        }
        lag.record(timestamps.lagNanos());
        statuses.record(result);
        unverified += result.unverified() ? 1 : 0;
        if (result.tlsFailure() != null) {
            tlsFailures[result.tlsFailure().ordinal()]++;
        }
        if (result.answerer() == Answerer.INJECTOR) {
            injected.record(result);
        }
    }

    /** Records an attempt as {@link #record(AttemptTimestamps, Result)} does, also by the name of its request. */
    public void record(AttemptTimestamps timestamps, Result result, String name) {
        record(timestamps, result);
        named.record(name, timestamps.latencyNanos(), result);
    }

    /** Records the end of a request: from when it was due to the end of its last attempt, whose result it has. */
    public void request(long latencyNanos, Result last) {
        if (last.resultClass().isAnswer()) {
            requests.record(latencyNanos, last);
        } else {
            requestsUnanswered++;
        }
    }

    /**
     * Records a TLS handshake that came to its end.
     *
     * @param nanos from the open connection on
     * @param resumed whether it went on with the session of an earlier connection
     */
    public void handshake(long nanos, boolean resumed) {
        handshakes.record(nanos);
        handshakesResumed += resumed ? 1 : 0;
    }

    /** Counts an attempt that repeats a failed one. */
    public void retried() {
        retries++;
    }

    /** Counts a failed attempt that was not repeated since the budget was spent. */
    public void retryDenied() {
        retriesDenied++;
    }

    /** Counts arrivals of which nobody can tell what became: their sender was lost before it had told. */
    public void lost(long count) {
        unaccounted += count;
    }

    /** Counts an arrival that was never sent. */
    public void shed(ShedReason why) {
        shed[why.ordinal()]++;
    }

    /**
     * Takes what the mesh counted while this was recorded, once: it decides who answered. With a gap instead of counts
     * that stays as the client saw it.
     */
    public void take(MeshReading difference) {
        mesh.take(difference, byClient());
    }

    /** Adds all that the other tally holds. */
    public void add(Tally other) {
        for (int i = 0; i < cells.length; i++) {
            CountedLatency more = other.cells[i];
            if (more != null && more.count() > 0) {
                cell(i).add(more);
            }
        }
        requests.add(other.requests);
        service.add(other.service);
        lag.add(other.lag);
        handshakes.add(other.handshakes);
        mesh.add(other.mesh);
        statuses.add(other.statuses);
        injected.add(other.injected);
        named.add(other.named);
        count(other, 1);
    }

    /** Subtracts all that the other tally holds, which must have been added before. */
    public void subtract(Tally other) {
        for (int i = 0; i < cells.length; i++) {
            CountedLatency less = other.cells[i];
            if (less != null && less.count() > 0) {
                cell(i).subtract(less);
            }
        }
        requests.subtract(other.requests);
        service.subtract(other.service);
        lag.subtract(other.lag);
        handshakes.subtract(other.handshakes);
        mesh.subtract(other.mesh);
        statuses.subtract(other.statuses);
        injected.subtract(other.injected);
        named.subtract(other.named);
        count(other, -1);
    }

    /** Forgets everything but keeps the memory. */
    public void reset() {
        for (CountedLatency cell : cells) {
            if (cell != null) {
                cell.reset();
            }
        }
        requests.reset();
        service.reset();
        lag.reset();
        handshakes.reset();
        mesh.reset();
        statuses.reset();
        injected.reset();
        named.reset();
        Arrays.fill(shed, 0);
        Arrays.fill(tlsFailures, 0);
        requestsUnanswered = 0;
        arrivals = 0;
        retries = 0;
        retriesDenied = 0;
        unaccounted = 0;
        handshakesResumed = 0;
        unverified = 0;
    }

    /** Returns a read-only copy of a few KB, instead of half a megabyte. */
    public Tally packed() {
        Tally copy = new Tally(requests.packed(), service.packed(), lag.packed(), handshakes.packed(), named.packed());
        for (int i = 0; i < cells.length; i++) {
            CountedLatency cell = cells[i];
            copy.cells[i] = cell == null || cell.count() == 0 ? null : cell.packed();
        }
        copy.mesh.add(mesh);
        copy.statuses.add(statuses);
        copy.injected.add(injected);
        copy.count(this, 1);
        return copy;
    }

    /** Returns a copy that may be written. */
    public Tally copy() {
        Tally copy = new Tally();
        copy.add(this);
        return copy;
    }

    /**
     * Returns the tally that was written as that document, to be written on.
     *
     * @throws dev.faultline.platform.wire.InvalidValue naming the field in which it contradicts itself
     */
    public static Tally of(TallyDocument document) {
        Tally tally = new Tally();
        for (TallyDocument.Attempts each : document.attempts()) {
            CountedLatency cell = tally.cell(
                    each.resultClass().ordinal() * ANSWERERS + each.answerer().ordinal());
            Require.that(
                    cell.count() == 0,
                    "attempts",
                    "must have each class and answerer once",
                    each.resultClass().wire());
            cell.add("attempts.times", each.times(), each.succeeded(), each.unexpected());
        }
        TallyDocument.Requests asked = document.requests();
        tally.requests.add("requests.times", asked.times(), asked.succeeded(), 0);
        tally.requestsUnanswered = asked.unanswered();
        tally.service.add("service", document.service());
        tally.lag.add("lag", document.lag());
        TallyDocument.Tls tls = document.tls();
        if (tls != null) {
            tally.handshakes.add("tls.handshakes", tls.handshakes());
            tally.handshakesResumed = tls.resumed();
            tally.unverified = tls.unverified();
            Require.that(
                    tls.resumed() <= tally.handshakes.count(),
                    "tls.resumed",
                    "must not be more than there are handshakes",
                    tls.resumed());
            tls.failures().forEach((failure, count) -> tally.tlsFailures[failure.ordinal()] = count);
        }
        tally.statuses.add(document.statuses(), document.grpcStatuses());
        tally.injected.add(document.injectedStatuses(), document.injectedGrpcStatuses());
        document.names().forEach(tally.named::add);
        if (document.mesh() != null) {
            tally.mesh.add(document.mesh());
        }
        document.shed().forEach((why, count) -> tally.shed[why.ordinal()] = count);
        tally.arrivals = document.arrivals();
        tally.retries = document.retries();
        tally.retriesDenied = document.retriesDenied();
        tally.unaccounted = document.unaccounted();
        return tally;
    }

    /** Returns all that this holds. */
    public TallyDocument document() {
        List<TallyDocument.Attempts> attempts = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            CountedLatency cell = cells[i];
            String times = cell == null ? null : cell.latency.encoded();
            if (cell != null && times != null) {
                attempts.add(new TallyDocument.Attempts(
                        CLASSES[i / ANSWERERS],
                        Answerer.values()[i % ANSWERERS],
                        cell.succeeded,
                        cell.unexpected,
                        times));
            }
        }
        Map<ShedReason, Long> unsent = new EnumMap<>(ShedReason.class);
        for (ShedReason why : ShedReason.values()) {
            if (count(why) > 0) {
                unsent.put(why, count(why));
            }
        }
        return new TallyDocument(
                TallyDocument.VERSION,
                arrivals,
                retries,
                retriesDenied,
                unaccounted,
                unsent,
                attempts,
                new TallyDocument.Requests(requestsUnanswered, requests.succeeded, requests.latency.encoded()),
                service.encoded(),
                lag.encoded(),
                statuses.byStatus(),
                statuses.byGrpcStatus(),
                injected.byStatus(),
                injected.byGrpcStatus(),
                named.documents(),
                tls(),
                mesh.document());
    }

    private TallyDocument.@Nullable Tls tls() {
        Map<TlsFailure, Long> failures = tlsFailures();
        return handshakes.count() == 0 && failures.isEmpty() && unverified == 0
                ? null
                : new TallyDocument.Tls(handshakesResumed, unverified, failures, handshakes.encoded());
    }

    /**
     * Returns what came of that scope, as the client saw it: also who answered, since the mesh tells no times.
     */
    public ScopeStats select(Scope scope) {
        if (scope instanceof Scope.Named of) {
            return named.select(of.name());
        }
        TimeHistogram latency = new RecordableHistogram();
        answeredIn(scope).forEach(cell -> latency.add(cell.latency));
        long samples = counted(scope);
        long succeeded = in(scope).stream().mapToLong(cell -> cell.succeeded).sum();
        long unanswered = samples - latency.count() + (scope.holdsShed() ? count(ResultClass.SHED) : 0);
        return new ScopeStats(samples, succeeded, unanswered, new Latencies(latency.histogram()));
    }

    /** Returns how long the attempts of that class took to their end, whether or not that was an answer. */
    public Latencies times(ResultClass resultClass) {
        TimeHistogram times = new RecordableHistogram();
        in(new Scope.In(resultClass)).forEach(cell -> times.add(cell.latency));
        return new Latencies(times.histogram());
    }

    /** Returns how many attempts or requests of that scope have ended; by a party as {@link #answered} says. */
    public long count(Scope scope) {
        return scope instanceof Scope.By by ? answered(by.answerer()) : counted(scope);
    }

    private long counted(Scope scope) {
        if (scope instanceof Scope.Named of) {
            return named.samples(of.name());
        }
        long ended = in(scope).stream().mapToLong(CountedLatency::count).sum();
        return scope instanceof Scope.Requests ? ended + requestsUnanswered : ended;
    }

    /** Returns how many attempts or requests of that scope succeeded. */
    public long succeeded(Scope scope) {
        if (scope instanceof Scope.Named of) {
            return named.succeeded(of.name());
        }
        // The mesh does not know what the plan expects.
        return scope instanceof Scope.By by
                ? Math.max(0, mesh.resolve(byClient()).succeeded(by.answerer()) - unexpected(by.answerer()))
                : in(scope).stream().mapToLong(cell -> cell.succeeded).sum();
    }

    /**
     * Returns how many attempts that party answered: as the mesh counted them where it has figures, else as far as the
     * answers tell. What the parties answered adds up to {@link #answered()}.
     */
    public long answered(Answerer answerer) {
        return mesh.resolve(byClient()).attempts(answerer);
    }

    /**
     * Returns how many attempts any party answered, nobody included: those that were sent, but for the few that the mesh
     * counts in another second and those that its proxy repeats.
     */
    public long answered() {
        return mesh.resolve(byClient()).attempts();
    }

    /** Returns what the mesh counted; {@link MeshCounts#NONE} if it told nothing. */
    public MeshCounts mesh() {
        return mesh.counts();
    }

    /** Returns whether the mesh told figures of all that was sent, or of some. */
    public boolean isMeshed() {
        return mesh.isKnown();
    }

    /** Returns why figures of the mesh are missing; empty if none are. */
    public Optional<MeshCounts.Gap> meshGap() {
        return mesh.gap();
    }

    /** Returns in what the mesh and the client disagree, as a sentence without the full stop; empty if they agree. */
    public Optional<String> meshDisagreement() {
        return mesh.disagreement();
    }

    /** Returns whether the mesh counts as successes what the client saw break off or time out. */
    public boolean isMeshTooGood() {
        return mesh.isTooGood();
    }

    /** Returns how many attempts were sent and have ended. */
    public long sent() {
        return counted(Scope.ATTEMPTS);
    }

    /** Returns how many attempts ended in that class; of {@link ResultClass#SHED} how many arrivals were not sent. */
    public long count(ResultClass resultClass) {
        return resultClass == ResultClass.SHED ? Arrays.stream(shed).sum() : count(new Scope.In(resultClass));
    }

    /** Returns how many attempts ended in that class and were answered by that party, as far as the answers tell. */
    public long count(ResultClass resultClass, Answerer answerer) {
        CountedLatency cell = cells[resultClass.ordinal() * ANSWERERS + answerer.ordinal()];
        return cell == null ? 0 : cell.count();
    }

    /** Returns how many attempts succeeded that were answered by that party, as far as the answers tell. */
    public long succeeded(Answerer answerer) {
        return byClient().succeeded(answerer) - unexpected(answerer);
    }

    /** Returns how many answers of that party are no success only since they are not as expected, as far as the answers tell. */
    public long unexpected(Answerer answerer) {
        return in(new Scope.By(answerer)).stream()
                .mapToLong(cell -> cell.unexpected)
                .sum();
    }

    /** Returns how many arrivals were not sent for that reason. */
    public long count(ShedReason why) {
        return shed[why.ordinal()];
    }

    /** Returns the classes that occurred and their counts. */
    public Map<ResultClass, Long> classes() {
        Map<ResultClass, Long> counts = new EnumMap<>(ResultClass.class);
        for (ResultClass resultClass : ResultClass.values()) {
            long count = count(resultClass);
            if (count > 0) {
                counts.put(resultClass, count);
            }
        }
        return counts;
    }

    /**
     * Returns how many answers had which HTTP status, in ascending order; what did not occur is left out, and what is no
     * number of three digits is {@code other}. An answer counts from its head on, whether or not the rest of it came.
     */
    public Map<String, Long> statuses() {
        return statuses.byStatus();
    }

    /** Returns how many whole answers to gRPC calls had which status; what did not occur is left out. */
    public Map<GrpcStatus, Long> grpcStatuses() {
        return statuses.byGrpcStatus();
    }

    /** Returns the names of the requests whose attempts are counted by them, in order. */
    public Set<String> names() {
        return named.names();
    }

    /** Returns the classes that occurred of the attempts at requests of that name, and their counts. */
    public Map<ResultClass, Long> classes(String name) {
        return named.classes(name);
    }

    /** Returns what {@link #statuses()} does of the answers of the injector, as far as they tell. */
    public Map<String, Long> injectedStatuses() {
        return injected.byStatus();
    }

    /** Returns what {@link #grpcStatuses()} does of the answers of the injector, as far as they tell. */
    public Map<GrpcStatus, Long> injectedGrpcStatuses() {
        return injected.byGrpcStatus();
    }

    /** Returns what {@link #statuses()} does of the attempts at requests of that name. */
    public Map<String, Long> statuses(String name) {
        return named.statuses(name).byStatus();
    }

    /** Returns what {@link #grpcStatuses()} does of the attempts at requests of that name. */
    public Map<GrpcStatus, Long> grpcStatuses(String name) {
        return named.statuses(name).byGrpcStatus();
    }

    /** Returns why TLS failed and how often; what did not occur is left out. */
    public Map<TlsFailure, Long> tlsFailures() {
        Map<TlsFailure, Long> counts = new EnumMap<>(TlsFailure.class);
        for (TlsFailure failure : TlsFailure.values()) {
            if (tlsFailures[failure.ordinal()] > 0) {
                counts.put(failure, tlsFailures[failure.ordinal()]);
            }
        }
        return counts;
    }

    /** Returns how many attempts went over TLS without a look at the certificate. */
    public long unverified() {
        return unverified;
    }

    /** Returns the TLS handshakes that came to their end, from the open connection on. */
    public Handshakes handshakes() {
        return new Handshakes(handshakesResumed, new Latencies(handshakes.histogram()));
    }

    /** Returns how many requests came due. */
    public long arrivals() {
        return arrivals;
    }

    /** Returns how many attempts repeated a failed one. */
    public long retries() {
        return retries;
    }

    /** Returns how many failed attempts were not repeated since the budget was spent. */
    public long retriesDenied() {
        return retriesDenied;
    }

    /** Returns how many arrivals came due of which nobody can tell what became; {@link #arrivals()} does not hold them. */
    public long unaccounted() {
        return unaccounted;
    }

    /** Returns how many arrivals have come to their end: sent with all their attempts, or shed. */
    public long settled() {
        return count(Scope.REQUESTS) + count(ResultClass.SHED);
    }

    /** Returns the times from the granted connection to the end, of the attempts that were answered. */
    public Latencies service() {
        return new Latencies(service.histogram());
    }

    /** Returns how late the client was at sending. */
    public Latencies lag() {
        return new Latencies(lag.histogram());
    }

    /** Returns about how much memory it takes. */
    public long footprintBytes() {
        long bytes = requests.latency.footprintBytes() + service.footprintBytes() + lag.footprintBytes();
        bytes += handshakes.footprintBytes();
        bytes += statuses.footprintBytes() + injected.footprintBytes() + named.footprintBytes();
        for (CountedLatency cell : cells) {
            bytes += cell == null ? 0 : cell.latency.footprintBytes();
        }
        return bytes;
    }

    /** What the mesh would have counted of what the client saw. */
    private PartyCounts byClient() {
        PartyCounts counts = new PartyCounts();
        for (int i = 0; i < cells.length; i++) {
            CountedLatency cell = cells[i];
            if (cell != null) {
                counts.add(Answerer.values()[i % ANSWERERS], cell.count(), cell.succeeded + cell.unexpected);
            }
        }
        return counts;
    }

    private List<CountedLatency> in(Scope scope) {
        return in(scope, false);
    }

    private List<CountedLatency> answeredIn(Scope scope) {
        return in(scope, true);
    }

    private List<CountedLatency> in(Scope scope, boolean answered) {
        if (scope instanceof Scope.Requests) {
            return List.of(requests);
        }
        List<CountedLatency> in = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            CountedLatency cell = cells[i];
            if (cell != null && holds(scope, i) && (!answered || CLASSES[i / ANSWERERS].isAnswer())) {
                in.add(cell);
            }
        }
        return in;
    }

    private static boolean holds(Scope scope, int cell) {
        if (scope instanceof Scope.By by) {
            return cell % ANSWERERS == by.answerer().ordinal();
        }
        return !(scope instanceof Scope.In in)
                || cell / ANSWERERS == in.resultClass().ordinal();
    }

    private CountedLatency cell(int index) {
        CountedLatency cell = cells[index];
        if (cell == null) {
            cell = new CountedLatency();
            cells[index] = cell;
        }
        return cell;
    }

    private void count(Tally other, int sign) {
        for (int i = 0; i < shed.length; i++) {
            shed[i] += sign * other.shed[i];
        }
        for (int i = 0; i < tlsFailures.length; i++) {
            tlsFailures[i] += sign * other.tlsFailures[i];
        }
        handshakesResumed += sign * other.handshakesResumed;
        unverified += sign * other.unverified;
        requestsUnanswered += sign * other.requestsUnanswered;
        arrivals += sign * other.arrivals;
        retries += sign * other.retries;
        retriesDenied += sign * other.retriesDenied;
        unaccounted += sign * other.unaccounted;
    }

    /**
     * What a tally holds of one scope.
     *
     * @param samples how many ended
     * @param succeeded how many of them succeeded
     * @param unanswered how many got no answer: of those that ended, and the arrivals that were never sent, if the
     *     scope {@link Scope#holdsShed() holds} them
     * @param latency from the intended time, of those that were answered
     */
    public record ScopeStats(long samples, long succeeded, long unanswered, Latencies latency) {}

    /**
     * TLS handshakes.
     *
     * @param resumed how many of them went on with the session of an earlier connection
     * @param times coarser than others
     */
    public record Handshakes(long resumed, Latencies times) {

        /** Returns how many there were. */
        public long count() {
            return times.count();
        }

        /** Returns them as reports show them; null if there were none. */
        public @Nullable Figures figures() {
            return count() == 0 ? null : new Figures(count(), resumed, times.percentile(50), times.percentile(99));
        }

        /** How many, how many of them resumed, and how long they took in milliseconds. */
        @JsonPropertyOrder({"count", "resumed", "p50", "p99"})
        public record Figures(long count, long resumed, double p50, double p99) {}
    }

    /** The attempts that ended in one class and were answered by one party. */
    private static final class CountedLatency {

        private final TimeHistogram latency;
        private long succeeded;
        private long unexpected;

        CountedLatency() {
            this(new RecordableHistogram());
        }

        private CountedLatency(TimeHistogram latency) {
            this.latency = latency;
        }

        void record(long latencyNanos, Result result) {
            latency.record(latencyNanos);
            succeeded += result.success() ? 1 : 0;
            unexpected += result.unexpected() ? 1 : 0;
        }

        void add(CountedLatency other) {
            latency.add(other.latency);
            succeeded += other.succeeded;
            unexpected += other.unexpected;
        }

        void add(String field, @Nullable String times, long moreSucceeded, long moreUnexpected) {
            latency.add(field, times);
            succeeded += moreSucceeded;
            unexpected += moreUnexpected;
            Require.that(
                    succeeded + unexpected <= count(), field, "must not have more successes than times", succeeded);
        }

        void subtract(CountedLatency other) {
            latency.subtract(other.latency);
            succeeded -= other.succeeded;
            unexpected -= other.unexpected;
        }

        void reset() {
            latency.reset();
            succeeded = 0;
            unexpected = 0;
        }

        CountedLatency packed() {
            CountedLatency copy = new CountedLatency(latency.packed());
            copy.succeeded = succeeded;
            copy.unexpected = unexpected;
            return copy;
        }

        long count() {
            return latency.count();
        }
    }
}
