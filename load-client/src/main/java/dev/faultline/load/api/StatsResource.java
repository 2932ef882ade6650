package dev.faultline.load.api;

import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Summary;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
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

/** The golden metrics of the last seconds. */
@Path("/api/stats")
@Blocking
class StatsResource {

    private final Windows windows;
    private final Totals totals;
    private final StatsStream stream;

    StatsResource(Windows windows, Totals totals, StatsStream stream) {
        this.windows = windows;
        this.totals = totals;
        this.stream = stream;
    }

    /** Returns the metrics of the window. */
    @GET
    public Response get(@QueryParam("window") @DefaultValue("10s") String window) {
        Window seen = Lookback.over(windows, totals, window);
        return Answers.json(Summary.of(seen.tally(), seen.seconds()));
    }

    /** Goes on returning the metrics of each second that ends. */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    public Multi<OutboundSseEvent> stream(@Context Sse sse, @Context RoutingContext exchange) {
        Streaming.hold(stream.place(), exchange);
        return stream.seconds()
                .map(second -> sse.newEventBuilder()
                        .id(Long.toString(second.id()))
                        .name("stats")
                        .data(second.json())
                        .build());
    }
}
