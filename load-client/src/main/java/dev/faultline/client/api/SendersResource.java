package dev.faultline.client.api;

import dev.faultline.client.control.SenderService;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.senders.Assignment;
import dev.faultline.load.senders.Coordinator;
import dev.faultline.load.senders.Progress;
import dev.faultline.load.senders.SenderAgent;
import dev.faultline.load.senders.SenderStatus;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Both ends of a load that several send: what a coordinator knows of its senders, and what a sender is told by it. */
@Path("/api")
@Blocking
@Singleton
class SendersResource {

    private final LoadControl load;
    private final SenderService sender;
    private final StrictReader json;

    SendersResource(LoadControl load, SenderService sender, StrictReader json) {
        this.load = load;
        this.sender = sender;
        this.json = json;
    }

    /**
     * All senders that are known.
     *
     * @param senders none if this process sends its load itself
     */
    record Known(List<SenderStatus> senders) {}

    /** Returns who sends the load of this process; nobody if it sends it itself. */
    @GET
    @Path("/senders")
    @Operation(operationId = "getSenders", summary = "Who sends the load, if others do")
    public Response senders() {
        return Responses.json(new Known(load instanceof Coordinator coordinator ? coordinator.senders() : List.of()));
    }

    /** Does what a coordinator wants of a sender. */
    @POST
    @Path("/sender")
    @Consumes(MediaType.WILDCARD)
    @Operation(hidden = true) // between processes of one version only
    public Response exchange(byte[] body) {
        Assignment wanted = json.read(body, Assignment.class);
        try {
            Progress progress = sender.exchange(wanted)
                    .orElseThrow(
                            () -> new NotFoundException("this process is no sender: start it as load-client sender"));
            return Responses.json(progress);
        } catch (SenderAgent.Led e) {
            throw new ClientErrorException(e.getMessage(), Response.Status.CONFLICT);
        }
    }
}
