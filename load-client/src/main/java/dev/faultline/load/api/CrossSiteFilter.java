package dev.faultline.load.api;

import dev.faultline.launch.ControlGuard;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses what pages of other sites want changed. */
class CrossSiteFilter {

    private final ControlGuard guard;

    CrossSiteFilter(ControlGuard guard) {
        this.guard = guard;
    }

    /** Returns the refusal, or null to go on. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public @Nullable Response check(ContainerRequestContext request) {
        String refusal = guard.refusal(
                request.getMethod(),
                request.getUriInfo().getRequestUri().getRawAuthority(),
                request.getHeaderString("Origin"),
                request.getHeaderString("Sec-Fetch-Site"));
        return refusal == null ? null : Answers.problem(403, "Forbidden", refusal);
    }
}
