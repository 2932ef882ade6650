package dev.faultline.load.cli;

import dev.faultline.wire.InvalidValue;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how failed attempts are repeated. */
final class RetryOptions {

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "how many times a failed request is repeated at most, 0 to 10; default: 0")
    @Nullable
    String limit;

    @Option(
            names = "--retry-budget",
            paramLabel = "PERCENT",
            description = "retries as a share of the requests at most, such as 20%%; default: 20%%")
    @Nullable
    String budget;

    @Option(
            names = "--backoff",
            paramLabel = "T",
            description = "the longest wait before the first repetition; doubles with each; default: 25ms")
    @Nullable
    String backoff;

    @Option(
            names = "--max-backoff",
            paramLabel = "T",
            description = "the longest wait before any repetition; default: 1s")
    @Nullable
    String maxBackoff;

    void putInto(PlanDocument document) {
        if (limit == null && !document.has("retries")) {
            refuseAlone("--retry-budget", budget);
            refuseAlone("--backoff", backoff);
            refuseAlone("--max-backoff", maxBackoff);
        }
        if ("0".equals(limit)) {
            if (Stream.of(budget, backoff, maxBackoff).anyMatch(given -> given != null)) {
                throw new InvalidValue("--retries", "must be at least 1 with a budget or a backoff", 0);
            }
            document.remove(List.of("retries"));
            return;
        }
        document.number("--retries", "retries.limit", limit);
        if (budget != null) {
            boolean percent = budget.endsWith("%");
            document.number(
                    "--retry-budget", "retries.budget", percent ? budget.substring(0, budget.length() - 1) : budget);
        }
        document.text("--backoff", "retries.backoff", backoff);
        document.text("--max-backoff", "retries.maxBackoff", maxBackoff);
    }

    /** Else saying how much repetition there may be would switch it on. */
    private static void refuseAlone(String option, @Nullable String given) {
        if (given != null) {
            throw new InvalidValue(option, "must come with --retries: nothing is repeated without", '"' + given + '"');
        }
    }
}
