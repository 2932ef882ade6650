package dev.faultline.platform.http;

import dev.faultline.platform.guard.ControlGuard;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those call the control API who may: who shows the token, if one is set, and no browser for a page of another
 * site. This is checked before a path is matched, so that no way of writing a path leads around it. What Quarkus serves
 * under {@code /q}, such as health and metrics, stays open.
 */
@Singleton
public final class ControlAccess {

    private final ControlGuard guard;

    /**
     * Reads the token.
     *
     * @param token that calls must carry; without it or a file everybody may call
     * @param tokenFile that holds the token; read again when it changes
     * @throws io.quarkus.runtime.configuration.ConfigurationException if they hold no token, or both are given
     */
    ControlAccess(
            @ConfigProperty(name = "faultline.control.token") Optional<String> token,
            @ConfigProperty(name = "faultline.control.token-file") Optional<Path> tokenFile) {
        guard = ControlGuard.of("faultline.control", token, tokenFile);
    }

    /** Has a bad token keep the service from starting, rather than fail its first request. */
    void start(@Observes StartupEvent event) {}

    @PreDestroy
    void stop() {
        guard.close();
    }

    /** Returns what decides, for those who call a service that has the same token. */
    @Produces
    @Singleton
    ControlGuard guard() {
        return guard;
    }

    /** Returns the refusal; null to go on. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public @Nullable Response check(ContainerRequestContext request) {
        if (!guard.admits(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            Response refusal = Responses.problem(
                    401, "Unauthorized", "calls of this API must carry the header Authorization: Bearer TOKEN");
            return Response.fromResponse(refusal)
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                    .build();
        }
        String refusal = guard.refusal(
                request.getMethod(),
                request.getUriInfo().getRequestUri().getRawAuthority(),
                request.getHeaderString("Origin"),
                request.getHeaderString("Sec-Fetch-Site"));
        return refusal == null ? null : Responses.problem(403, "Forbidden", refusal);
    }
}
