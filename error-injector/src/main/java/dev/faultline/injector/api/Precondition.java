package dev.faultline.injector.api;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The condition of {@code If-Match} (RFC 9110, 13.1.1): weak tags never match, {@code *} always does.
 *
 * @param ifMatch the header; absent for no condition
 */
record Precondition(@Nullable String ifMatch) {

    /** Throws what is answered 412 unless the condition holds for the plan in force with that tag. */
    void check(String current) {
        if (ifMatch != null
                && Arrays.stream(ifMatch.split(","))
                        .map(String::strip)
                        .noneMatch(tag -> tag.equals("*") || tag.equals(current))) {
            throw new ClientErrorException(
                    "the plan in force has changed meanwhile: its ETag is " + current + ", not " + ifMatch,
                    Response.Status.PRECONDITION_FAILED);
        }
    }
}
