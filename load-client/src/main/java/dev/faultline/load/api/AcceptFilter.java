package dev.faultline.load.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses an {@code Accept} header that is none, before anybody tries to choose by it. */
class AcceptFilter {

    /** Returns the problem, or null to go on. */
    @ServerRequestFilter(preMatching = true)
    public @Nullable Response refuse(ContainerRequestContext request) {
        String given = request.getHeaderString(HttpHeaders.ACCEPT);
        try {
            List<MediaType> ranges = request.getAcceptableMediaTypes();
            boolean whole = ranges.stream().noneMatch(AcceptFilter::isBroken);
            return whole ? null : problem(given);
        } catch (IllegalArgumentException | WebApplicationException e) {
            return problem(given);
        }
    }

    private static boolean isBroken(MediaType range) {
        return range.getType().isBlank() || range.getSubtype().isBlank();
    }

    private static Response problem(@Nullable String given) {
        return Answers.problem(
                400, "Bad Request", "Accept must be media ranges such as text/html, was \"" + given + '"');
    }
}
