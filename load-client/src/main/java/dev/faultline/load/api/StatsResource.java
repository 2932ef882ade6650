package dev.faultline.load.api;

import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Summary;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

/** The golden metrics of the last seconds. */
@Path("/api/stats")
@Blocking
class StatsResource {

    private final Windows windows;

    StatsResource(Windows windows) {
        this.windows = windows;
    }

    /** Returns the metrics of the window. */
    @GET
    public Response get(@QueryParam("window") @DefaultValue("10s") String window) {
        Window seen = Lookback.over(windows, window);
        return Answers.json(Summary.of(seen.tally(), seen.seconds()));
    }
}
