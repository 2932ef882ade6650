package dev.faultline.load.api;

import dev.faultline.load.Splits;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The weights of the split. */
@Path("/api/split")
@Blocking
class SplitResource {

    private final Splits splits;
    private final StrictReader json;

    SplitResource(Splits splits, StrictReader json) {
        this.splits = splits;
        this.json = json;
    }

    /** Returns the weights in force. */
    @GET
    public Response get() {
        return Answers.json(split().split());
    }

    /** Puts other weights in force. */
    @PUT
    @Consumes(MediaType.WILDCARD)
    public Response put(byte[] body) {
        SplitControl split = split();
        split.change(json.read(body, Split.class));
        return Answers.json(split.split());
    }

    private SplitControl split() {
        return splits.control()
                .orElseThrow(() -> new NotFoundException("there is no split; set faultline.split.manifest to an"
                        + " HTTPRoute, or in a cluster faultline.split.route"));
    }
}
