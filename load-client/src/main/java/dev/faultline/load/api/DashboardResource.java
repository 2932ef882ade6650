package dev.faultline.load.api;

import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the dashboard shows, as it changes. */
@Path("/api/dashboard")
class DashboardResource {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern ID = Pattern.compile("\\d{1,18}");

    private final DashboardStream stream;

    DashboardResource(DashboardStream stream) {
        this.stream = stream;
    }

    /** Returns the state and the last seconds, and goes on with what comes. */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    public Multi<OutboundSseEvent> stream(
            @QueryParam("last") @DefaultValue("5m") String last,
            @HeaderParam("Last-Event-ID") @Nullable String id,
            @Context Sse sse,
            @Context RoutingContext exchange) {
        Duration length = Durations.parse("last", last);
        Require.between("last", length, SHORTEST, LONGEST);
        long known = known(id);
        Streaming.hold(stream.place(), exchange);
        return stream.events(length, known).map(event -> event(sse, event));
    }

    /**
     * Returns what a reader that comes again has had.
     *
     * @throws InvalidValue unless it is an id that this stream may have sent
     */
    private static long known(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            return Long.MIN_VALUE;
        }
        Require.matching("Last-Event-ID", id, ID, "must be the id of an event of this stream");
        return Long.parseLong(id);
    }

    private static OutboundSseEvent event(Sse sse, DashboardStream.Event event) {
        OutboundSseEvent.Builder built =
                sse.newEventBuilder().name(event.name()).data(event.json());
        return (event.id() == null ? built : built.id(event.id())).build();
    }
}
