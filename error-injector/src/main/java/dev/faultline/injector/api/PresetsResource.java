package dev.faultline.injector.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.Presets;
import dev.faultline.injector.plan.ProposedPlan;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The plans that come with the injector. */
@Path("/api/faults/presets")
final class PresetsResource {

    private final Presets presets;
    private final PlanChanges changes;
    private final PlanJson json;
    private final InstantSource clock;

    PresetsResource(Presets presets, PlanChanges changes, PlanJson json, InstantSource clock) {
        this.presets = presets;
        this.changes = changes;
        this.json = json;
        this.clock = clock;
    }

    /** Answers the presets, each with its plan. */
    @GET
    @Operation(operationId = "getPresets", summary = "The plans that come with the injector")
    public Response all() {
        return Responses.json(presets.all());
    }

    /** Answers one preset. */
    @GET
    @Path("{name}")
    @Operation(operationId = "getPreset", summary = "One of the plans that come with the injector")
    public Response one(@PathParam("name") String name) {
        return presets.all().stream()
                .filter(preset -> preset.name().equals(name))
                .findFirst()
                .map(Responses::json)
                .orElseThrow(() -> unknown(name));
    }

    /** Puts a preset into force; a body is a merge patch that changes it before. */
    @PUT
    @QueryParameters.Extra(QueryParameters.DRY_RUN)
    @Path("{name}")
    @Operation(
            operationId = "putPreset",
            summary = "Puts a preset into force, changed by the JSON merge patch in the body, if there is one")
    public Response put(
            @PathParam("name") String name, InputStream body, @Context UriInfo uri, HttpServerRequest request)
            throws IOException {
        boolean dryRun = QueryParameters.isDryRun(uri);
        JsonNode patch = PlanBody.optionalPatch(request.getHeader(HttpHeaders.CONTENT_TYPE), body, json);
        ProposedPlan proposed = presets.find(name, patch).orElseThrow(() -> unknown(name));
        FaultPlan next = proposed.acceptedAt(clock.instant());
        return changes.change("set to preset " + name, request, dryRun, current -> next);
    }

    private ClientErrorException unknown(String name) {
        List<String> names = presets.all().stream().map(Presets.Preset::name).toList();
        return new ClientErrorException(
                "there is no preset \"" + name + "\"; there are " + String.join(", ", names),
                Response.Status.NOT_FOUND);
    }
}
