package dev.faultline.client.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.Condition;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The weights of the split. */
@Path("/api/split")
@Blocking
class SplitResource {

    /** What is under way when a pause begins may take that long. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final ConfiguredSplit splits;
    private final StrictReader json;
    private final Steering steering;
    private final Actuators actuators;

    SplitResource(ConfiguredSplit splits, StrictReader json, Steering steering, Actuators actuators) {
        this.splits = splits;
        this.json = json;
        this.steering = steering;
        this.actuators = actuators;
    }

    /** Returns the weights in force. */
    @GET
    @Operation(operationId = "getSplit", summary = "The weights in force")
    public Response get() {
        return Responses.json(split().split());
    }

    /**
     * Puts other weights in force. Where the proxy of a mesh still routes as it did before this split came to be, the load
     * pauses until that has changed, and the answer comes after that.
     */
    @PUT
    @Consumes(MediaType.WILDCARD)
    @QueryParameters.Extra(Steering.FORCE)
    @Operation(operationId = "putSplit", summary = "Puts other weights in force")
    public Response put(byte[] body, @Context UriInfo uri, HttpServerRequest caller) {
        SplitControl split = split();
        Split wanted = json.read(body, Split.class);
        steering.claim(Condition.SPLIT, "changed", uri, caller);
        split.change(wanted);
        LoadControl.Pause pause = actuators.needsSilence() ? Actuators.await(actuators.silence(), LONGEST) : null;
        return Responses.json(new Changed(split.split().weights(), pause));
    }

    /**
     * What a change has come to.
     *
     * @param pause of the load that it took until the mesh routes by this split; null without one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Changed(Map<String, Integer> weights, LoadControl.@Nullable Pause pause) {}

    private SplitControl split() {
        return splits.control()
                .orElseThrow(() -> new NotFoundException("there is no split; set faultline.split.manifest to an"
                        + " HTTPRoute, or in a cluster faultline.split.route"));
    }
}
