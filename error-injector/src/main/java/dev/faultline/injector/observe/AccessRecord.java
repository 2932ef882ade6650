package dev.faultline.injector.observe;

import dev.faultline.injector.decide.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How one request was answered, for the access log and tracing; made when the exchange has ended.
 *
 * @param arrival when the request arrived
 * @param duration until the end, sending included
 * @param request what was asked
 * @param status of the answer; 0 if none was begun
 * @param series the rule that decided, and the outcome
 * @param injected whether that was a fault
 */
public record AccessRecord(
        Instant arrival, Duration duration, Line request, int status, Counters.Series series, boolean injected) {

    /**
     * What was asked, in short.
     *
     * @param caller the address that it came from
     * @param protocol such as {@code HTTP/1.1}
     * @param headers returns the first value of a header, or null
     */
    public record Line(
            String caller, String method, String path, String protocol, UnaryOperator<@Nullable String> headers) {}
}
