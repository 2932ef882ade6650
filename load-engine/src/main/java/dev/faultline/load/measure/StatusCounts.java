package dev.faultline.load.measure;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many answers had which HTTP status, and how many to calls which of gRPC. Most loads see a handful of the first, so
 * those that occurred are kept, in ascending order; there are at most 1001. Counts add and subtract in any order. Written
 * by one thread.
 */
@SuppressWarnings("EnumOrdinal") // indexes of an array in memory; nothing is stored or sent by them
final class StatusCounts {

    /** A status line may hold any digits, but no status has more than three of them (RFC 9110, 15). */
    private static final int BEYOND = 1_000;

    private int[] statuses = new int[4];
    private long[] counts = new long[4];
    private int size;
    private final long[] grpc = new long[GrpcStatus.values().length];

    /** Counts the answer of that result, if there was one. */
    void record(Result result) {
        int status = result.status();
        if (status != Result.NO_STATUS) {
            add(status >= 0 && status < BEYOND ? status : BEYOND, 1);
        }
        if (result.grpcStatus() != null) {
            grpc[result.grpcStatus().ordinal()]++;
        }
    }

    void add(StatusCounts other) {
        add(other, 1);
    }

    /** Adds what {@link #byStatus} and {@link #byGrpcStatus} return. */
    void add(Map<String, Long> byStatus, Map<GrpcStatus, Long> byGrpcStatus) {
        byStatus.forEach((status, more) -> {
            if (more > 0) {
                add(status.equals(MeshCounts.OTHER) ? BEYOND : Integer.parseInt(status), more);
            }
        });
        byGrpcStatus.forEach((status, more) -> grpc[status.ordinal()] += more);
    }

    void subtract(StatusCounts other) {
        add(other, -1);
    }

    void reset() {
        size = 0;
        Arrays.fill(grpc, 0);
    }

    /** Returns the counts of those that occurred, by the status in ascending order; what is no status is {@code other}. */
    Map<String, Long> byStatus() {
        Map<String, Long> named = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            named.put(statuses[i] == BEYOND ? MeshCounts.OTHER : Integer.toString(statuses[i]), counts[i]);
        }
        return Collections.unmodifiableMap(named);
    }

    /** Returns the counts of those of gRPC that occurred. */
    Map<GrpcStatus, Long> byGrpcStatus() {
        Map<GrpcStatus, Long> named = new EnumMap<>(GrpcStatus.class);
        for (GrpcStatus status : GrpcStatus.values()) {
            if (grpc[status.ordinal()] > 0) {
                named.put(status, grpc[status.ordinal()]);
            }
        }
        return Collections.unmodifiableMap(named);
    }

    long footprintBytes() {
        // The object, three headers of arrays, and the elements.
        return 80 + 12L * statuses.length + 8L * grpc.length;
    }

    private void add(StatusCounts other, int sign) {
        for (int i = 0; i < other.size; i++) {
            add(other.statuses[i], sign * other.counts[i]);
        }
        for (int i = 0; i < grpc.length; i++) {
            grpc[i] += sign * other.grpc[i];
        }
    }

    private void add(int status, long more) {
        int at = Arrays.binarySearch(statuses, 0, size, status);
        if (at < 0) {
            at = -at - 1;
            insert(at, status);
        }
        counts[at] += more;
        if (counts[at] == 0) {
            remove(at);
        }
    }

    private void insert(int at, int status) {
        if (size == statuses.length) {
            statuses = Arrays.copyOf(statuses, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        System.arraycopy(statuses, at, statuses, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        statuses[at] = status;
        counts[at] = 0;
        size++;
    }

    private void remove(int at) {
        size--;
        System.arraycopy(statuses, at + 1, statuses, at, size - at);
        System.arraycopy(counts, at + 1, counts, at, size - at);
    }
}
