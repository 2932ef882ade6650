package dev.faultline.load.measure;

/**
 * What became of one attempt that was sent.
 *
 * @param success what Linkerd calls success: an answer that is not 5xx, and came whole
 */
public record Result(ResultClass resultClass, Answerer answerer, boolean success) {

    /** Returns the result of an answer: its status and whose marks it bears. */
    public static Result answered(int status, boolean byInjector, boolean faulted, boolean byProxy) {
        Answerer answerer = byProxy ? Answerer.PROXY : byInjector ? Answerer.INJECTOR : Answerer.BACKEND;
        boolean success = status < 500;
        if (byProxy) {
            return new Result(ResultClass.PROXY, answerer, success);
        }
        if (faulted) {
            return new Result(ResultClass.INJECTED, answerer, success);
        }
        ResultClass byStatus =
                status >= 500 ? ResultClass.HTTP_5XX : status >= 400 ? ResultClass.HTTP_4XX : ResultClass.OK;
        return new Result(byStatus, answerer, success);
    }

    /** Returns the result of an attempt that nobody answered. */
    public static Result unanswered(ResultClass resultClass) {
        return new Result(resultClass, Answerer.NOBODY, false);
    }

    /** Returns this answer, cut short: whoever began it did not end it. */
    public Result truncated() {
        return new Result(ResultClass.TRUNCATED, answerer, false);
    }
}
