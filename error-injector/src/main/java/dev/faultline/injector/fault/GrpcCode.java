package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.wire.InvalidValue;
import java.util.Locale;

/** The status codes of gRPC, in the order of their numbers, which start at 0. */
public enum GrpcCode {
    OK(200),
    CANCELLED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(501),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    private static final GrpcCode[] ALL = values();

    private final int http;

    GrpcCode(int http) {
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
        for (int i = 0; i < ALL.length; i++) {
            if (ALL[i] == this) {
                return i;
            }
        }
        throw new AssertionError("every code is among all codes");
    }

    /** Returns the HTTP status that says the same (google/rpc/code.proto). */
    public int http() {
        return http;
    }
}
