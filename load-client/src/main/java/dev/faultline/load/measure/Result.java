package dev.faultline.load.measure;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt that was sent.
 *
 * @param success what Linkerd calls success: an answer that is not 5xx, and came whole
 */
public record Result(ResultClass resultClass, Answerer answerer, boolean success) {

    /** UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS: what Linkerd counts as failures. */
    private static final Set<String> SERVER_FAULTS = Set.of("2", "4", "13", "14", "15");

    private static final int LOWEST_STATUS = 100;

    /**
     * Returns the result of an answer: its status and whose marks it bears. A status that is none, such as 99 or 600,
     * counts as that of a server error (RFC 9110, 15).
     */
    public static Result answered(int status, boolean byInjector, boolean faulted, boolean byProxy) {
        Answerer answerer = byProxy ? Answerer.PROXY : byInjector ? Answerer.INJECTOR : Answerer.BACKEND;
        boolean serverError = status < LOWEST_STATUS || status >= 500;
        boolean success = !serverError;
        if (byProxy) {
            return new Result(ResultClass.PROXY, answerer, success);
        }
        if (faulted) {
            return new Result(ResultClass.INJECTED, answerer, success);
        }
        ResultClass byStatus =
                serverError ? ResultClass.HTTP_5XX : status >= 400 ? ResultClass.HTTP_4XX : ResultClass.OK;
        return new Result(byStatus, answerer, success);
    }

    /** Returns the result of an attempt that nobody answered. */
    public static Result unanswered(ResultClass resultClass) {
        return new Result(resultClass, Answerer.NOBODY, false);
    }

    /**
     * Returns this answer to a gRPC call, as Linkerd counts them: a status that blames the server is no success.
     *
     * @param status as it came, null if none did
     */
    public Result withGrpc(@Nullable String status) {
        if ("0".equals(status)) {
            return this;
        }
        boolean server = status == null || SERVER_FAULTS.contains(status);
        ResultClass byStatus = server ? ResultClass.HTTP_5XX : ResultClass.HTTP_4XX;
        boolean marked = resultClass == ResultClass.INJECTED || resultClass == ResultClass.PROXY;
        return new Result(marked ? resultClass : byStatus, answerer, !server);
    }

    /** Returns this answer, cut short: whoever began it did not end it. */
    public Result truncated() {
        return new Result(ResultClass.TRUNCATED, answerer, false);
    }
}
