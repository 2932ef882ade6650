package dev.faultline.learn.observe;

import dev.faultline.load.measure.GrpcStatus;
import dev.faultline.platform.wire.Require;
import java.util.Locale;

/** What became of a request: one of these. */
public sealed interface Outcome {

    /** Returns its name for people and JSON, such as {@code 503}, {@code UNAVAILABLE} or {@code reset}. */
    String wire();

    /** Returns whether it is no fault: the service did what it was asked for. */
    boolean isSuccess();

    /**
     * An answer by its HTTP status.
     *
     * @param code from 100 to 599
     */
    record Status(int code) implements Outcome {

        public Status {
            Require.between("status", code, 100, 599);
        }

        @Override
        public String wire() {
            return Integer.toString(code);
        }

        @Override
        public boolean isSuccess() {
            return code / 100 == 2 || code == 304;
        }
    }

    /**
     * An answer to a gRPC call by its status.
     *
     * @param status one of gRPC's own
     */
    record Grpc(GrpcStatus status) implements Outcome {

        public Grpc {
            boolean known = status != GrpcStatus.OTHER && status != GrpcStatus.NONE;
            Require.that(known, "status", "must be one of gRPC's", status.wire());
        }

        @Override
        public String wire() {
            return status.wire();
        }

        @Override
        public boolean isSuccess() {
            return status == GrpcStatus.OK;
        }
    }

    /** No answer, or none that was whole. */
    enum Broken implements Outcome {
        /** The connection or the stream was reset. */
        RESET,
        /** The connection was closed in good order before an answer. */
        CLOSE,
        /** The answer ended before its end. */
        TRUNCATED,
        /** No whole answer in time. */
        TIMEOUT,
        /** Nobody listened. */
        REFUSED,
        /** No connection in time. */
        CONNECT_TIMEOUT,
        /** TLS did not come to be, or came to an end before an answer. */
        TLS,
        /** It failed in a way that the source does not tell. */
        UNKNOWN;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public boolean isSuccess() {
            return false;
        }
    }
}
