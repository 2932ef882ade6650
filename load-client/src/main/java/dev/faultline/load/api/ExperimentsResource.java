package dev.faultline.load.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.report.MarkdownReport;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.ReportWriter;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Experiments: start one, watch it, abort it, read its report. */
@Path("/api/experiments")
@Blocking
class ExperimentsResource {

    private final Experiments experiments;
    private final ExperimentReader reader;
    private final ReportWriter reports;

    ExperimentsResource(Experiments experiments, ExperimentReader reader, ReportWriter reports) {
        this.experiments = experiments;
        this.reader = reader;
        this.reports = reports;
    }

    /** What can be told of an experiment at any time. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Status(
            String id, String title, State state, @Nullable Verdict verdict) {

        static Status of(Experiments.Entry entry) {
            ExperimentResult result = done(entry).orElse(null);
            // The report is there a moment after the run is over; nobody must see one without the other.
            State state = entry.run().state() == State.DONE && result == null
                    ? State.VERIFY
                    : entry.run().state();
            return new Status(
                    entry.run().id(),
                    entry.run().experiment().title(),
                    state,
                    result == null ? null : result.verdict());
        }
    }

    /** Starts an experiment, given in YAML or JSON. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response start(byte[] body, @Context UriInfo uri) {
        Experiment experiment = reader.read(body, Map.of());
        Optional<Experiments.Entry> entry = experiments.start(experiment);
        if (entry.isEmpty()) {
            return Answers.problem(409, "Busy", "another experiment is under way; DELETE it or wait");
        }
        Status status = Status.of(entry.get());
        return Response.created(uri.getAbsolutePathBuilder().path(status.id()).build())
                .entity(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** Returns the experiments that are kept, oldest first. */
    @GET
    public Response list() {
        return Answers.json(experiments.all().stream().map(Status::of).toList());
    }

    /** Returns how far the experiment is. */
    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id) {
        return Answers.json(Status.of(find(id)));
    }

    /** Aborts the experiment; it rolls back and verifies. Idempotent. */
    @DELETE
    @Path("/{id}")
    public Response abort(@PathParam("id") String id) {
        Experiments.Entry entry = find(id);
        entry.run().abort("aborted over the API");
        return Answers.json(202, Status.of(entry));
    }

    /** Returns the report in JSON. */
    @GET
    @Path("/{id}/report.json")
    public Response json(@PathParam("id") String id) {
        return Response.ok(reports.json(report(id)), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** Returns the report in Markdown. */
    @GET
    @Path("/{id}/report.md")
    public Response markdown(@PathParam("id") String id) {
        return Response.ok(MarkdownReport.render(report(id)), "text/markdown").build();
    }

    /** Returns the report as the Accept header asks: JSON, or Markdown. */
    @GET
    @Path("/{id}/report")
    public Response report(@PathParam("id") String id, @Context jakarta.ws.rs.core.HttpHeaders headers) {
        List<MediaType> wanted = headers.getAcceptableMediaTypes();
        boolean markdown = wanted.stream().anyMatch(type -> type.getSubtype().equals("markdown"));
        return markdown ? markdown(id) : json(id);
    }

    private Report report(String id) {
        return done(find(id))
                .map(Report::of)
                .orElseThrow(() -> new NotFoundException("experiment " + id + " is not over yet"));
    }

    private Experiments.Entry find(String id) {
        return experiments.find(id).orElseThrow(() -> new NotFoundException("there is no experiment " + id));
    }

    private static Optional<ExperimentResult> done(Experiments.Entry entry) {
        boolean finished = entry.result().isDone() && !entry.result().isCompletedExceptionally();
        return finished ? Optional.of(entry.result().join()) : Optional.empty();
    }
}
