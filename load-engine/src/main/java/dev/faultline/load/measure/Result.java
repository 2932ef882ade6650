package dev.faultline.load.measure;

import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt that was sent.
 *
 * @param success what Linkerd calls success: an answer that is not 5xx, and came whole; and is as expected
 * @param unexpected whether it is no success only since it is not as expected: to the mesh it is one
 * @param status of the answer, also of one that broke off or came too late after its head; {@link #NO_STATUS} without a head
 * @param grpcStatus of a whole answer to a gRPC call over HTTP that was fine; else null
 * @param tlsFailure why TLS failed; null in any other class than {@link ResultClass#TLS}
 * @param unverified whether it went over TLS without a look at the certificate
 */
public record Result(
        ResultClass resultClass,
        Answerer answerer,
        boolean success,
        boolean unexpected,
        int status,
        @Nullable GrpcStatus grpcStatus,
        @Nullable TlsFailure tlsFailure,
        boolean unverified) {

    /** The status of what has none. */
    public static final int NO_STATUS = -1;

    private static final int LOWEST_STATUS = 100;

    /** One in which TLS did not fail. */
    public Result(
            ResultClass resultClass,
            Answerer answerer,
            boolean success,
            boolean unexpected,
            int status,
            @Nullable GrpcStatus grpcStatus) {
        this(resultClass, answerer, success, unexpected, status, grpcStatus, null, false);
    }

    /**
     * Returns the result of an answer: its status and whose marks it bears; without any it is the backend's. A status that is none, such as 99 or 600,
     * counts as that of a server error (RFC 9110, 15).
     */
    public static Result answered(int status, boolean byInjector, boolean faulted, boolean byProxy) {
        Answerer answerer = byProxy ? Answerer.PROXY : byInjector ? Answerer.INJECTOR : Answerer.BACKEND;
        boolean serverError = status < LOWEST_STATUS || status >= 500;
        boolean success = !serverError;
        ResultClass byStatus =
                serverError ? ResultClass.HTTP_5XX : status >= 400 ? ResultClass.HTTP_4XX : ResultClass.OK;
        ResultClass marked = byProxy ? ResultClass.PROXY : faulted ? ResultClass.INJECTED : byStatus;
        return new Result(marked, answerer, success, false, status, null);
    }

    /** Returns this answer as that of another party. */
    public Result by(Answerer other) {
        return new Result(resultClass, other, success, unexpected, status, grpcStatus);
    }

    /** Returns the result of an attempt that nobody answered. */
    public static Result unanswered(ResultClass resultClass) {
        return new Result(resultClass, Answerer.NOBODY, false, false, NO_STATUS, null);
    }

    /** Returns the result of an attempt whose connection had no TLS, or lost it before an answer. */
    public static Result withoutTls(TlsFailure failure) {
        return new Result(ResultClass.TLS, Answerer.NOBODY, false, false, NO_STATUS, null, failure, false);
    }

    /** Returns this as the result of an attempt over TLS for which any certificate would do. */
    public Result withoutVerification() {
        return new Result(resultClass, answerer, success, unexpected, status, grpcStatus, tlsFailure, true);
    }

    /** Returns the result of an attempt whose answer had that status, but did not come to its end in time. */
    public static Result late(int status) {
        return new Result(ResultClass.TIMEOUT, Answerer.NOBODY, false, false, status, null);
    }

    /**
     * Returns this answer to a gRPC call, as Linkerd counts them: a status that blames the server is no success.
     *
     * @param header {@code grpc-status} as it came, null if it did not
     */
    public Result withGrpc(@Nullable String header) {
        GrpcStatus came = GrpcStatus.of(header);
        if (came == GrpcStatus.OK) {
            return new Result(resultClass, answerer, success, false, status, came);
        }
        ResultClass byStatus = came.isServerFault() ? ResultClass.HTTP_5XX : ResultClass.HTTP_4XX;
        return new Result(isMarked() ? resultClass : byStatus, answerer, !came.isServerFault(), false, status, came);
    }

    /** Returns this whole answer as one that is not what was expected. Marks stay: they say why. */
    public Result notAsExpected() {
        return new Result(isMarked() ? resultClass : ResultClass.UNEXPECTED, answerer, false, success, status, null);
    }

    private boolean isMarked() {
        return resultClass == ResultClass.INJECTED || resultClass == ResultClass.PROXY;
    }

    /** Returns this answer, cut short: whoever began it did not end it. */
    public Result truncated() {
        return new Result(ResultClass.TRUNCATED, answerer, false, false, status, null);
    }
}
