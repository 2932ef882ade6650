package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.InvalidValue;
import java.util.Locale;

/** The status codes of gRPC, in the order of their numbers, which start at 0. */
public enum GrpcCode {
    OK(0, 200),
    CANCELLED(1, 499),
    UNKNOWN(2, 500),
    INVALID_ARGUMENT(3, 400),
    DEADLINE_EXCEEDED(4, 504),
    NOT_FOUND(5, 404),
    ALREADY_EXISTS(6, 409),
    PERMISSION_DENIED(7, 403),
    RESOURCE_EXHAUSTED(8, 429),
    FAILED_PRECONDITION(9, 400),
    ABORTED(10, 409),
    OUT_OF_RANGE(11, 400),
    UNIMPLEMENTED(12, 501),
    INTERNAL(13, 500),
    UNAVAILABLE(14, 503),
    DATA_LOSS(15, 500),
    UNAUTHENTICATED(16, 401);

    private static final GrpcCode[] ALL = values();

    private final int number;
    private final int http;

    GrpcCode(int number, int http) {
        this.number = number;
        this.http = http;
    }

    /**
     * Returns the code that a plan names by number or name, such as 14 or {@code UNAVAILABLE}.
     *
     * @throws InvalidValue if there is none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static GrpcCode of(Object value) {
        if (value instanceof Integer number && number >= 0 && number < ALL.length) {
            return ALL[number];
        }
        for (GrpcCode code : ALL) {
            if (value instanceof String name && code.name().equals(name.toUpperCase(Locale.ROOT))) {
                return code;
            }
        }
        throw new InvalidValue("", "must be a gRPC status from 0 to 16, or its name such as UNAVAILABLE", value);
    }

    /** Returns the code that says to a gRPC caller what an HTTP status says to others. */
    public static GrpcCode ofHttp(int status) {
        // The mapping of gRPC's doc/http-grpc-status-mapping.md, but for 429, whose meaning gRPC has a code for.
        return switch (status) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 429 -> RESOURCE_EXHAUSTED;
            case 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /** Returns the number on the wire. */
    @JsonValue
    public int number() {
        return number;
    }

    /** Returns the HTTP status that says the same (google/rpc/code.proto). */
    public int http() {
        return http;
    }
}
