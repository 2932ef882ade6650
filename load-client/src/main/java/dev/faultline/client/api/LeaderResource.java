package dev.faultline.client.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.client.control.ReadOnly;
import dev.faultline.platform.cluster.Leadership;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Which of several load-clients leads. */
@Path("/api/leader")
class LeaderResource {

    private final Leadership leadership;

    /**
     * Who leads.
     *
     * @param leading whether it is this process
     * @param leader its name, such as that of its pod; null if nobody leads, or there are no others
     * @param address of its API; null as is {@code leader}
     * @param term larger for each next leader, from 1; 0 if there are no others
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Leader(
            boolean leading,
            @Nullable String leader,
            @Nullable String address,
            long term) {}

    LeaderResource(Leadership leadership) {
        this.leadership = leadership;
    }

    /** Returns who leads. */
    @GET
    @Operation(operationId = "getLeader", summary = "Which of several load-clients takes changes")
    public Response get() {
        Optional<Leadership.Candidate> leader = leadership.leader();
        return Responses.json(new Leader(
                leadership.isLeading(),
                leader.map(Leadership.Candidate::name).orElse(null),
                leader.map(Leadership.Candidate::address).orElse(null),
                leadership.term()));
    }

    /** Refuses changes where this process takes none. */
    static final class ChangeFilter {

        private static final int AFTER_THE_PARAMETERS = Priorities.USER + 100;
        private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

        /** What injects is ended by whoever is asked, a webhook that asks for an objective changes nothing, and senders are told what to send. */
        private static final Set<Class<?>> SPARED =
                Set.of(KillSwitchResource.class, SloResource.class, SendersResource.class);

        private final ReadOnly readOnly;

        ChangeFilter(ReadOnly readOnly) {
            this.readOnly = readOnly;
        }

        /** Returns the problem, or null to go on. */
        @ServerRequestFilter(priority = AFTER_THE_PARAMETERS)
        public @Nullable Response refuse(ResourceInfo resource, UriInfo uri, ContainerRequestContext request) {
            boolean changes = !READS.contains(request.getMethod())
                    && !SPARED.contains(resource.getResourceClass())
                    && !QueryParameters.isDryRun(uri);
            return changes
                    ? readOnly.because()
                            .map(reason -> Responses.problem(409, "Changes are taken elsewhere", reason))
                            .orElse(null)
                    : null;
        }
    }
}
