package dev.faultline.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.control.LoadStore;
import dev.faultline.experiment.step.Condition;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.MergePatch;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The load: what is asked for, and changing it while it runs. What a reader of the plan must know comes as a
 * {@code Warning} field, as Kubernetes' API sends it, so that the document stays one that can be put.
 */
@Path("/api/load")
@Blocking
@Singleton
class LoadResource {

    private final LoadControl generator;
    private final LoadStore load;
    private final StrictReader json;
    private final ObjectMapper mapper;
    private final Steering steering;
    /** A patch changes the plan that it was made for: between reading it and changing it nobody else may. */
    private final ReentrantLock changing = new ReentrantLock();

    LoadResource(LoadControl generator, LoadStore load, StrictReader json, ObjectMapper mapper, Steering steering) {
        this.generator = generator;
        this.load = load;
        this.json = json;
        this.mapper = mapper;
        this.steering = steering;
    }

    /** Returns the plan in force. */
    @GET
    @Operation(operationId = "getLoad", summary = "The plan in force")
    public Response get() {
        return answer(inForce());
    }

    /** Puts a plan in force, also while another runs. */
    @PUT
    @QueryParameters.Extra({QueryParameters.DRY_RUN, Steering.FORCE})
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "putLoad", summary = "Puts a plan in force, also while another runs")
    public Response put(byte[] body, @Context UriInfo uri, HttpServerRequest caller) {
        boolean dryRun = QueryParameters.isDryRun(uri);
        LoadPlan plan = json.read(body, LoadPlan.class);
        return changing(() -> start(plan, dryRun, uri, caller));
    }

    /** Changes parts of the plan in force, by a JSON merge patch (RFC 7396). */
    @PATCH
    @QueryParameters.Extra({QueryParameters.DRY_RUN, Steering.FORCE})
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "patchLoad",
            summary = "Changes parts of the plan in force, by a JSON merge patch (RFC 7396)")
    public Response patch(byte[] body, @Context UriInfo uri, HttpServerRequest caller) {
        boolean dryRun = QueryParameters.isDryRun(uri);
        JsonNode patch = json.tree(body);
        Require.that(patch.isObject(), "", "must be an object", patch);
        return changing(() -> {
            JsonNode before = mapper.valueToTree(inForce());
            return start(json.convert(MergePatch.apply(before, patch), LoadPlan.class), dryRun, uri, caller);
        });
    }

    /** Stops the load. */
    @DELETE
    @QueryParameters.Extra({QueryParameters.DRY_RUN, Steering.FORCE})
    @Operation(operationId = "deleteLoad", summary = "Stops the load")
    public Response delete(@Context UriInfo uri, HttpServerRequest caller) {
        boolean dryRun = QueryParameters.isDryRun(uri);
        return changing(() -> {
            if (!dryRun) {
                steering.claim(Condition.LOAD, "stopped", uri, caller);
                load.stop();
            }
            return Response.noContent().build();
        });
    }

    private LoadPlan inForce() {
        LoadPlan plan = generator.plan();
        if (plan == null) {
            throw new NotFoundException("no load runs; PUT a plan to start one");
        }
        return plan;
    }

    private Response start(LoadPlan plan, boolean dryRun, UriInfo uri, HttpServerRequest caller) {
        if (dryRun) {
            generator.check(plan);
        } else {
            steering.claim(Condition.LOAD, "replaced", uri, caller);
            load.start(plan);
        }
        return answer(plan);
    }

    private Response changing(Supplier<Response> change) {
        changing.lock();
        try {
            return change.get();
        } finally {
            changing.unlock();
        }
    }

    private static Response answer(LoadPlan plan) {
        String warning = plan.warning();
        Response answer = Responses.json(plan);
        return warning == null
                ? answer
                : Response.fromResponse(answer)
                        .header("Warning", "299 faultline \"" + warning + '"')
                        .build();
    }
}
