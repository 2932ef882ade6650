package dev.faultline.client.api;

import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.measure.WindowWriter;
import dev.faultline.platform.http.Responses;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The last seconds as files that other tools read. They are written as they are sent. */
@Path("/api/stats.{format}")
@Blocking
class StatsFiles {

    private static final String CSV = "text/csv";

    private final WindowHistory windows;
    private final Totals totals;

    StatsFiles(WindowHistory windows, Totals totals) {
        this.windows = windows;
        this.totals = totals;
    }

    /** Returns the window in that format: a row a second, a line a class and second, or one distribution. */
    @GET
    @Operation(operationId = "getStatsFile", summary = "The last seconds as a file that other tools read")
    public Response get(@PathParam("format") String format, @QueryParam("window") @DefaultValue("10m") String window) {
        return switch (format) {
            case "csv" -> csv(WindowQuery.each(windows, window));
            case "hlog" -> histogramLog(WindowQuery.each(windows, window));
            case "hgrm" -> distribution(WindowQuery.over(windows, totals, window));
            default -> Responses.problem(404, "Not Found", "statistics are there as .csv, .hgrm and .hlog");
        };
    }

    private static Response csv(List<Window> each) {
        return text(CSV, out -> {
            WindowWriter.CsvWriter lines = new WindowWriter.CsvWriter(out);
            for (Window window : each) {
                lines.write(window);
            }
        });
    }

    private static Response distribution(Window window) {
        return text(MediaType.TEXT_PLAIN, out -> new WindowWriter.PercentileDistribution(out).write(window));
    }

    private static Response histogramLog(List<Window> each) {
        StreamingOutput body = stream -> {
            OutputStream out = new BufferedOutputStream(stream);
            WindowWriter.HistogramLog log = new WindowWriter.HistogramLog(out);
            for (Window window : each) {
                log.write(window);
            }
            out.flush();
        };
        return Response.ok(body, MediaType.TEXT_PLAIN).build();
    }

    private static Response text(String type, Text text) {
        StreamingOutput body = stream -> {
            Writer out = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
            text.write(out);
            out.flush();
        };
        return Response.ok(body, type).build();
    }

    /** Writes the body of an answer. */
    private interface Text {
        void write(Writer out) throws IOException;
    }
}
