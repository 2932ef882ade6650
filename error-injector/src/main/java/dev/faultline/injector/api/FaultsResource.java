package dev.faultline.injector.api;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.ProposedPlan;
import dev.faultline.injector.server.DataPlane;
import dev.faultline.injector.server.PlanStore;
import dev.faultline.wire.InvalidValue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;

/**
 * The plan in force. Bodies are taken as bytes whatever their type, so that everything wrong with them is answered by
 * one kind of problem.
 */
@Path("/api/faults")
final class FaultsResource {

    private static final Logger LOG = Logger.getLogger(FaultsResource.class);

    private final PlanStore store;
    private final DataPlane dataPlane;
    private final PlanJson json;
    private final InstantSource clock;

    FaultsResource(PlanStore store, DataPlane dataPlane, PlanJson json, InstantSource clock) {
        this.store = store;
        this.dataPlane = dataPlane;
        this.json = json;
        this.clock = clock;
    }

    /** Answers the plan in force. */
    @GET
    @Operation(summary = "The plan in force")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = FaultPlan.class)))
    public Response get(@Context UriInfo uri) {
        refuseQuery(uri);
        return answer(store.plan());
    }

    /** Replaces the plan in force, or changes nothing and says why. */
    @PUT
    @Operation(summary = "Replaces the plan in force")
    @RequestBody(
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ProposedPlan.class)),
                @Content(
                        mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                        schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING))
            })
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = FaultPlan.class)))
    @APIResponse(responseCode = "400", description = "A problem that names the field, its rule and the value")
    @APIResponse(responseCode = "412", description = "The plan in force is not the one of If-Match")
    public Response put(InputStream body, @Context HttpHeaders headers, @Context UriInfo uri, HttpServerRequest request)
            throws IOException {
        refuseQuery(uri);
        ProposedPlan proposed = PlanBody.read(headers.getHeaderString(HttpHeaders.CONTENT_TYPE), body, json);
        FaultPlan next = proposed.acceptedAt(clock.instant());
        FaultPlan accepted = change(headers, current -> next);
        log("set", accepted, request);
        return answer(accepted);
    }

    /** Stops all faults at once, also those that are holding requests back. */
    @DELETE
    @Operation(summary = "The kill switch: no faults any more, everything is answered by otherwise")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = FaultPlan.class)))
    @APIResponse(responseCode = "412", description = "The plan in force is not the one of If-Match")
    public Response delete(@Context HttpHeaders headers, @Context UriInfo uri, HttpServerRequest request) {
        refuseQuery(uri);
        FaultPlan stopped = change(headers, FaultPlan::stopped);
        dataPlane.releaseHeld();
        log("stopped", stopped, request);
        return answer(stopped);
    }

    private FaultPlan change(HttpHeaders headers, UnaryOperator<FaultPlan> change) {
        Precondition precondition = new Precondition(headers.getHeaderString(HttpHeaders.IF_MATCH));
        return store.change(current -> {
            precondition.check(ETag.of(json.write(current)));
            return change.apply(current);
        });
    }

    private Response answer(FaultPlan plan) {
        byte[] document = json.write(plan);
        return Response.ok(document, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, ETag.of(document))
                .build();
    }

    /** A parameter that is not known here, such as a dry run, must not change the plan for good. */
    private static void refuseQuery(UriInfo uri) {
        for (String name : uri.getQueryParameters().keySet()) {
            throw new InvalidValue(name, "is not known here; there are no query parameters", "given");
        }
    }

    private static void log(String verb, FaultPlan plan, HttpServerRequest request) {
        LOG.infof("fault plan %s by %s: %s", verb, request.remoteAddress().hostAddress(), plan.summary());
    }
}
