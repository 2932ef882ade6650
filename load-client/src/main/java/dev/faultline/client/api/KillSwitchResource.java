package dev.faultline.client.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.client.control.LeaderCalls;
import dev.faultline.load.split.Split;
import dev.faultline.platform.http.Responses;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The kill switch. */
@Path("/api/kill-switch")
@Blocking
class KillSwitchResource {

    private final KillSwitch killSwitch;
    private final Event<FaultsChanged> changes;

    /**
     * What it has done.
     *
     * @param split the weights after that; null if there is no split
     * @param experiments those that were under way, which roll back now
     * @param leader who leads and has done the same; null if this process does
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Done(
            String faults,
            @Nullable Split split,
            List<String> experiments,
            @Nullable String leader) {}

    KillSwitchResource(KillSwitch killSwitch, Event<FaultsChanged> changes) {
        this.killSwitch = killSwitch;
        this.changes = changes;
    }

    /** Ends all that injects. */
    @POST
    @Operation(operationId = "pressKillSwitch", summary = "Ends all that injects")
    public Response press(@HeaderParam(LeaderCalls.PASSED_ON) @Parameter(hidden = true) @Nullable String passedOn) {
        KillSwitch.Killed killed = killSwitch.press(passedOn == null);
        changes.fire(new FaultsChanged());
        return killed.failures().isEmpty()
                ? Responses.json(new Done("off", killed.split(), killed.experiments(), killed.leader()))
                : Responses.problem(
                        502,
                        "The kill switch could not do everything",
                        String.join("; ", killed.failures()) + " (all else is done; press it again)");
    }
}
