package dev.faultline.load.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.keep.AskedLoad;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.send.Generator;
import dev.faultline.wire.MergePatch;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
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

/**
 * The load: what is asked for, and changing it while it runs. What a reader of the plan must know comes as a
 * {@code Warning} field, as Kubernetes' API sends it, so that the document stays one that can be put.
 */
@Path("/api/load")
@Blocking
@Singleton
class LoadResource {

    private final Generator generator;
    private final AskedLoad load;
    private final StrictReader json;
    private final ObjectMapper mapper;
    /** A patch changes the plan that it was made for: between reading it and changing it nobody else may. */
    private final ReentrantLock changing = new ReentrantLock();

    LoadResource(Generator generator, AskedLoad load, StrictReader json, ObjectMapper mapper) {
        this.generator = generator;
        this.load = load;
        this.json = json;
        this.mapper = mapper;
    }

    /** Returns the plan in force. */
    @GET
    public Response get() {
        return answer(inForce());
    }

    /** Puts a plan in force, also while another runs. */
    @PUT
    @AlsoAsked(DryRun.NAME)
    @Consumes(MediaType.WILDCARD)
    public Response put(byte[] body, @Context UriInfo uri) {
        boolean dryRun = DryRun.asked(uri);
        LoadPlan plan = json.read(body, LoadPlan.class);
        return changing(() -> start(plan, dryRun));
    }

    /** Changes parts of the plan in force, by a JSON merge patch (RFC 7396). */
    @PATCH
    @AlsoAsked(DryRun.NAME)
    @Consumes(MediaType.WILDCARD)
    public Response patch(byte[] body, @Context UriInfo uri) {
        boolean dryRun = DryRun.asked(uri);
        JsonNode patch = json.tree(body);
        Require.that(patch.isObject(), "", "must be an object", patch);
        return changing(() -> {
            JsonNode before = mapper.valueToTree(inForce());
            return start(json.convert(MergePatch.apply(before, patch), LoadPlan.class), dryRun);
        });
    }

    /** Stops the load. */
    @DELETE
    @AlsoAsked(DryRun.NAME)
    public Response delete(@Context UriInfo uri) {
        boolean dryRun = DryRun.asked(uri);
        return changing(() -> {
            if (!dryRun) {
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

    private Response start(LoadPlan plan, boolean dryRun) {
        if (dryRun) {
            generator.check(plan);
        } else {
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
        Response answer = Answers.json(plan);
        return warning == null
                ? answer
                : Response.fromResponse(answer)
                        .header("Warning", "299 faultline \"" + warning + '"')
                        .build();
    }
}
