package dev.faultline.client.dashboard;

import dev.faultline.client.api.RecentSeconds;
import dev.faultline.client.api.SseBroadcaster;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What the dashboard shows, as it changes. */
@Path("/api/dashboard")
class DashboardResource {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern ID = Pattern.compile("\\d{1,18}");

    private final RecentSeconds seconds;
    private final StatePublisher publisher;

    DashboardResource(RecentSeconds seconds, StatePublisher publisher) {
        this.seconds = seconds;
        this.publisher = publisher;
    }

    /**
     * Streams the state, then the seconds that have passed, then both as they come. A reader gets each second once and in
     * order; one that is ten minutes behind loses the oldest. Of the state it gets the newest.
     *
     * @param last how long ago the first second may have ended
     * @param id of the last second that a reader who comes back has had; null for a new one
     */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(operationId = "streamDashboard", summary = "What the dashboard shows, as it changes")
    public Multi<OutboundSseEvent> stream(
            @QueryParam("last") @DefaultValue("5m") String last,
            @HeaderParam("Last-Event-ID") @Nullable String id,
            @Context Sse sse,
            @Context RoutingContext exchange) {
        Duration length = Durations.parse("last", last);
        Require.between("last", length, SHORTEST, LONGEST);
        long known = known(id);
        SseBroadcaster broadcaster = publisher.broadcaster();
        broadcaster.hold(exchange);
        return Multi.createFrom().deferred(() -> {
            Cursor cursor = new Cursor(sse, publisher.latest().version(), seconds.first(length, known));
            return broadcaster.<OutboundSseEvent>stream(cursor).onSubscription().invoke(publisher::publishAgain);
        });
    }

    /** @throws InvalidValue unless it is an id that this stream may have sent */
    private static long known(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            return Long.MIN_VALUE;
        }
        Require.matching("Last-Event-ID", id, ID, "must be the id of an event of this stream");
        return Long.parseLong(id);
    }

    /** How far one reader is. */
    private final class Cursor implements SseBroadcaster.Source<OutboundSseEvent> {

        private final Sse sse;
        private final long begun;
        private long version;
        private long number;

        private Cursor(Sse sse, long version, long number) {
            this.sse = sse;
            this.begun = version;
            this.version = version;
            this.number = number;
        }

        @Override
        public @Nullable OutboundSseEvent next() {
            StatePublisher.Published state = publisher.latest();
            if (state.version() != version) {
                version = state.version();
                return sse.newEventBuilder().name("state").data(state.json()).build();
            }
            // Figures are read by the state that they belong to, so that comes first.
            RecentSeconds.Numbered next = version == begun ? null : seconds.from(number);
            if (next == null) {
                return null;
            }
            number = next.number() + 1;
            return sse.newEventBuilder()
                    .name("stats")
                    .id(Long.toString(next.second().id()))
                    .data(next.second().json())
                    .build();
        }
    }
}
