package dev.faultline.load.api;

import dev.faultline.launch.ControlGuard;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those in who show the token, if there is one: before it is looked at what is asked for, so that no way of
 * writing a path leads around it. Health and metrics have a port of their own, and stay open.
 */
class TokenFilter {

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
        Response problem = Answers.problem(
                401, "Unauthorized", "calls of this API must carry the header Authorization: Bearer TOKEN");
        return Response.fromResponse(problem)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }
}
