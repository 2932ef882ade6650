package dev.faultline.injector.api;

import dev.faultline.launch.ControlGuard;
import dev.faultline.wire.Problem;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those in who show the token, if there is one: before it is looked at what is asked for, so that no way of
 * writing a path leads around it. Health, metrics and the description of the API are served elsewhere, and stay open.
 */
final class TokenFilter {

    private static final int UNAUTHORIZED = 401;

    private final ControlGuard guard;

    TokenFilter(ControlGuard guard) {
        this.guard = guard;
    }

    /** Returns the refusal, or null to go on. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public @Nullable Response check(ContainerRequestContext request) {
        if (guard.admits(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            return null;
        }
        Problem problem = Problem.of(
                UNAUTHORIZED, "Unauthorized", "calls of this API must carry the header Authorization: Bearer TOKEN");
        return Response.fromResponse(Documents.problem(problem))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }
}
