package dev.faultline.load.api;

import dev.faultline.load.experiment.ReadyExperiments;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The experiments that are ready to be started. */
@Path("/api/experiments/ready")
@Blocking
class ReadyResource {

    private final ReadyExperiments ready;

    ReadyResource(ReadyExperiments ready) {
        this.ready = ready;
    }

    /** Returns them, by name. */
    @GET
    public Response list() {
        return Answers.json(ready.list());
    }
}
