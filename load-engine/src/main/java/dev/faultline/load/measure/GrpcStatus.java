package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The status codes of gRPC, in the order of their numbers, which start at 0; and what stands for none of them. */
@SuppressWarnings("EnumOrdinal") // the numbers of gRPC are the order of the constants
public enum GrpcStatus {
    OK,
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED,
    /** A status that gRPC does not know. */
    OTHER,
    /** The answer to a call came without one. */
    NONE;

    private static final GrpcStatus[] ALL = values();

    /** What Linkerd counts as failures; an answer without a status is one too. */
    private static final Set<GrpcStatus> SERVER_FAULTS =
            EnumSet.of(UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS, NONE);

    /**
     * Returns the status of an answer.
     *
     * @param header {@code grpc-status} as it came, null if it did not
     */
    static GrpcStatus of(@Nullable String header) {
        if (header == null) {
            return NONE;
        }
        for (int number = 0; number <= UNAUTHENTICATED.ordinal(); number++) {
            if (header.equals(Integer.toString(number))) {
                return ALL[number];
            }
        }
        return OTHER;
    }

    /** Returns whether it blames the server. */
    boolean isServerFault() {
        return SERVER_FAULTS.contains(this);
    }

    /** Returns the name in JSON, metrics and reports: gRPC's own, such as {@code UNAVAILABLE}; else {@code other} or {@code none}. */
    @JsonValue
    public String wire() {
        return switch (this) {
            case OTHER -> MeshCounts.OTHER;
            case NONE -> MeshCounts.NO_STATUS;
            default -> name();
        };
    }
}
