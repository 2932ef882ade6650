package dev.faultline.client.api;

import dev.faultline.experiment.report.Summary;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.platform.http.Responses;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The golden metrics of the last seconds. */
@Path("/api/stats")
@Blocking
class StatsResource {

    private final WindowHistory windows;
    private final Totals totals;
    private final RecentSeconds seconds;
    private final SseBroadcaster broadcaster = new SseBroadcaster();

    StatsResource(WindowHistory windows, Totals totals, RecentSeconds seconds) {
        this.windows = windows;
        this.totals = totals;
        this.seconds = seconds;
    }

    void start(@Observes StartupEvent event) {
        seconds.listen(broadcaster::wake);
    }

    /** Returns the metrics of the window. */
    @GET
    @Operation(operationId = "getStats", summary = "The golden metrics of the last seconds")
    public Response get(@QueryParam("window") @DefaultValue("10s") String window) {
        Window seen = WindowQuery.over(windows, totals, window);
        return Responses.json(Summary.of(seen.tally(), seen.seconds()));
    }

    /**
     * Streams the metrics of each second as it ends. A slow reader misses seconds and gets the newest; a browser's
     * EventSource connects again by itself.
     */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(operationId = "streamStats", summary = "The golden metrics of each second as it ends")
    public Multi<OutboundSseEvent> stream(@Context Sse sse, @Context RoutingContext exchange) {
        broadcaster.hold(exchange);
        return seconds()
                .map(second -> sse.newEventBuilder()
                        .id(Long.toString(second.id()))
                        .name("stats")
                        .data(second.json())
                        .build());
    }

    /** Returns the seconds that end from now on. */
    Multi<RecentSeconds.Second> seconds() {
        return Multi.createFrom().deferred(() -> broadcaster.stream(new Newest(seconds.end())));
    }

    private final class Newest implements SseBroadcaster.Source<RecentSeconds.Second> {

        private long next;

        private Newest(long next) {
            this.next = next;
        }

        @Override
        public RecentSeconds.@Nullable Second next() {
            RecentSeconds.Numbered newest = seconds.from(Math.max(next, seconds.end() - 1));
            if (newest == null) {
                return null;
            }
            next = newest.number() + 1;
            return newest.second();
        }
    }
}
