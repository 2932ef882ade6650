package dev.faultline.injector.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.ProposedPlan;
import dev.faultline.platform.http.QueryParameters;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The plan in force. Bodies are taken as bytes whatever their type, so that everything wrong with them is answered by
 * one kind of problem.
 */
@Path("/api/faults")
final class FaultsResource {

    private final PlanControl control;
    private final PlanChanges changes;
    private final PlanJson json;
    private final InstantSource clock;

    FaultsResource(PlanControl control, PlanChanges changes, PlanJson json, InstantSource clock) {
        this.control = control;
        this.changes = changes;
        this.json = json;
        this.clock = clock;
    }

    /** Answers the plan in force. */
    @GET
    @Operation(operationId = "getFaults", summary = "The plan in force")
    public Response get() {
        return changes.answer(control.plan());
    }

    /** Answers which revision of the plan is in force in this process, and how it came to be. */
    @GET
    @Path("revision")
    @Operation(operationId = "getRevision", summary = "Which revision of the plan is in force in this process")
    public Response revision() {
        return changes.revision();
    }

    /** Replaces the plan in force, or changes nothing and says why. */
    @PUT
    @QueryParameters.Extra(QueryParameters.DRY_RUN)
    @Operation(operationId = "putFaults", summary = "Replaces the plan in force")
    public Response put(InputStream body, @Context UriInfo uri, HttpServerRequest request) throws IOException {
        boolean dryRun = QueryParameters.isDryRun(uri);
        ProposedPlan proposed = PlanBody.read(request.getHeader(HttpHeaders.CONTENT_TYPE), body, json);
        FaultPlan next = proposed.acceptedAt(clock.instant());
        return changes.change("set", request, dryRun, current -> next);
    }

    /** Changes parts of the plan in force. */
    @PATCH
    @QueryParameters.Extra(QueryParameters.DRY_RUN)
    @Operation(
            operationId = "patchFaults",
            summary = "Changes parts of the plan in force, by a JSON merge patch (RFC 7396)")
    public Response patch(InputStream body, @Context UriInfo uri, HttpServerRequest request) throws IOException {
        boolean dryRun = QueryParameters.isDryRun(uri);
        JsonNode patch = PlanBody.patch(request.getHeader(HttpHeaders.CONTENT_TYPE), body, json);
        return changes.change(
                "changed",
                request,
                dryRun,
                current -> json.patched(current, patch).acceptedAt(clock.instant()));
    }

    /** Stops all faults at once, also those that are holding requests back. */
    @DELETE
    @QueryParameters.Extra(QueryParameters.DRY_RUN)
    @Operation(
            operationId = "deleteFaults",
            summary = "The kill switch: no faults any more, everything is answered by otherwise")
    public Response delete(@Context UriInfo uri, HttpServerRequest request) {
        return changes.stop(request, QueryParameters.isDryRun(uri));
    }
}
