package dev.faultline.client.api;

import dev.faultline.client.control.InjectorControl;
import dev.faultline.experiment.step.Condition;
import dev.faultline.learn.plan.LearnRequest;
import dev.faultline.learn.plan.Learned;
import dev.faultline.learn.plan.Learner;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Fault plans that are learned from what was measured. */
@Path("/api/learn")
@Blocking
class LearnResource {

    /** The parameter by which the plan is put in force, for {@link QueryParameters.Extra}. */
    private static final String PUT = "put";

    private final Learner learner;
    private final InjectorControl injector;
    private final Steering steering;
    private final StrictReader json;
    private final Event<FaultsChanged> changes;

    LearnResource(
            Learner learner,
            InjectorControl injector,
            Steering steering,
            StrictReader json,
            Event<FaultsChanged> changes) {
        this.learner = learner;
        this.injector = injector;
        this.steering = steering;
        this.json = json;
        this.changes = changes;
    }

    /** Returns a plan that was learned, and puts it in force if that is wanted. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @QueryParameters.Extra({PUT, Steering.FORCE})
    @Operation(operationId = "learn", summary = "Learns a fault plan from what was measured")
    public Response learn(byte[] body, @Context UriInfo uri, HttpServerRequest caller) {
        LearnRequest request = json.read(body, LearnRequest.class);
        boolean puts = QueryParameters.isSet(uri, PUT);
        try {
            Learned learned = learner.learn(request);
            if (puts) {
                steering.claim(Condition.FAULTS, "replaced", uri, caller);
                injector.put(learned.plan());
                changes.fire(new FaultsChanged());
            }
            return Responses.json(learned);
        } catch (ControlFailed e) {
            boolean busy = e.reached() && !e.refused();
            return busy
                    ? Responses.problem(503, "Service Unavailable", e.getMessage())
                    : Responses.problem(502, "Bad Gateway", e.getMessage());
        }
    }
}
