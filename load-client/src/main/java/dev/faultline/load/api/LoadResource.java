package dev.faultline.load.api;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.send.Generator;
import dev.faultline.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The load: what is asked for, and changing it while it runs. */
@Path("/api/load")
@Blocking
class LoadResource {

    private final Generator generator;
    private final StrictReader json;

    LoadResource(Generator generator, StrictReader json) {
        this.generator = generator;
        this.json = json;
    }

    /** Returns the plan in force. */
    @GET
    public Response get() {
        LoadPlan plan = generator.plan();
        return plan == null
                ? Answers.problem(404, "No load", "no load runs; PUT a plan to start one")
                : Answers.json(plan);
    }

    /** Puts a plan in force, also while another runs. */
    @PUT
    @Consumes(MediaType.WILDCARD)
    public Response put(byte[] body) {
        LoadPlan plan = json.read(body, LoadPlan.class);
        generator.start(plan).join();
        return Answers.json(plan);
    }

    /** Stops the load. */
    @DELETE
    public Response delete() {
        generator.stop().join();
        return Response.noContent().build();
    }
}
