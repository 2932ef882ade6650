package dev.faultline.load.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.report.ReportComparison;
import dev.faultline.load.report.ReportFormat;
import dev.faultline.load.report.Reports;
import dev.faultline.load.report.html.HtmlReport;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.WireJson;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Experiments: start one, watch it, abort it, read its report and compare it with another's. */
@Path("/api/experiments")
@Blocking
class ExperimentsResource {

    private static final int MOST_SETTINGS = 100;
    private static final ObjectMapper JSON = WireJson.mapper();

    private final Experiments experiments;
    private final KnownExperiments known;
    private final ExperimentReader reader;
    private final Reports reports;

    ExperimentsResource(Experiments experiments, KnownExperiments known, ExperimentReader reader, Reports reports) {
        this.experiments = experiments;
        this.known = known;
        this.reader = reader;
        this.reports = reports;
    }

    /** Starts an experiment, given in YAML or JSON. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response start(byte[] body, @QueryParam("set") List<String> set, @Context UriInfo uri) {
        Optional<Status> started = start(body, settings(set));
        if (started.isEmpty()) {
            return Answers.problem(409, "Busy", "another experiment is under way; DELETE it or wait");
        }
        Status status = started.get();
        return Response.created(uri.getAbsolutePathBuilder().path(status.id()).build())
                .entity(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** Returns values of the configuration, each given as {@code NAME=VALUE}. */
    private static Map<String, String> settings(List<String> set) {
        Require.that(
                set.size() <= MOST_SETTINGS, "set", "must be given at most " + MOST_SETTINGS + " times", set.size());
        Map<String, String> settings = new LinkedHashMap<>();
        for (String each : set) {
            int equals = each.indexOf('=');
            Require.that(equals > 0, "set", "must be NAME=VALUE", '"' + each + '"');
            String before = settings.put(each.substring(0, equals), each.substring(equals + 1));
            Require.that(before == null, "set", "must name each value once", '"' + each + '"');
        }
        return settings;
    }

    private Optional<Status> start(byte[] body, Map<String, String> settings) {
        Experiment experiment = reader.read(body, settings);
        try {
            return experiments.start(experiment).map(Status::of);
        } catch (InvalidValue e) {
            throw reader.located(body, e);
        }
    }

    /** Returns the experiments of this process and those whose reports are on disk, oldest first. */
    @GET
    public Response list() {
        return Answers.json(known.all());
    }

    /** Returns how far the experiment is. */
    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id) {
        return Answers.json(known.find(id).orElseThrow(() -> unknown(id)));
    }

    /** Aborts the experiment; it rolls back and verifies. Idempotent. */
    @DELETE
    @Path("/{id}")
    public Response abort(@PathParam("id") String id) {
        Optional<Experiments.Entry> entry = experiments.find(id);
        entry.ifPresent(known -> known.run().abort("aborted over the API"));
        return Answers.json(
                202,
                entry.map(known::status)
                        .or(() -> reports.find(id).map(Status::of))
                        .orElseThrow(() -> unknown(id)));
    }

    /** Returns two reports side by side. */
    @GET
    @Path("/compare")
    public Response compare(@QueryParam("a") @Nullable String a, @QueryParam("b") @Nullable String b) {
        return Answers.json(ReportComparison.of(tree("a", a), tree("b", b)));
    }

    /** Returns the report as the Accept header asks; JSON where it leaves that open. */
    @GET
    @Path("/{id}/report")
    public Response report(@PathParam("id") String id, @Context HttpHeaders headers) {
        List<String> types =
                reports.formats().stream().map(ReportFormat::mediaType).toList();
        return Negotiation.best(headers.getAcceptableMediaTypes(), types)
                .map(type -> reportAs(id, type))
                .orElseGet(() ->
                        Answers.problem(406, "Not Acceptable", "the report comes as " + String.join(", ", types)));
    }

    private Response reportAs(String id, String mediaType) {
        return reports.formats().stream()
                .filter(format -> format.mediaType().equals(mediaType))
                .findFirst()
                .map(format -> report(id, format))
                .orElseThrow(() -> unknown(id));
    }

    /** Returns the report in the format of that suffix, such as {@code .html}. */
    @GET
    @Path("/{id}/report{suffix:\\..+}")
    public Response report(@PathParam("id") String id, @PathParam("suffix") String suffix) {
        String full = suffix.equals(".xml") ? ".junit.xml" : suffix;
        ReportFormat format = reports.format(full)
                .orElseThrow(() -> new NotFoundException("there is no report" + suffix + "; it comes as "
                        + String.join(
                                ", ",
                                reports.formats().stream()
                                        .map(ReportFormat::suffix)
                                        .toList())));
        return report(id, format);
    }

    private Response report(String id, ReportFormat format) {
        Response.ResponseBuilder answer = Answers.report(text(id, format), format.mediaType());
        if (format.equals(HtmlReport.FORMAT)) {
            answer.header("Content-Security-Policy", HtmlReport.POLICY);
        }
        return answer.build();
    }

    /** From memory while it is kept there, whatever became of the files; else from the disk. */
    private String text(String id, ReportFormat format) {
        Optional<Experiments.Entry> entry = experiments.find(id);
        if (entry.isEmpty() || (entry.get().run().isLate() && reports.find(id).isPresent())) {
            return reports.read(id, format).orElseThrow(() -> unknown(id));
        }
        return Status.result(entry.get())
                .map(result -> reports.render(result, format))
                .orElseThrow(() -> new NotFoundException("experiment " + id + " is not over yet"));
    }

    private JsonNode tree(String name, @Nullable String id) {
        if (id == null || id.isBlank()) {
            throw new InvalidValue(name, "must name an experiment", "nothing");
        }
        ReportFormat json = reports.format(".json").orElseThrow(() -> unknown(id));
        try {
            return JSON.readTree(text(id, json));
        } catch (JsonProcessingException e) {
            throw new NotFoundException("the report of " + id + " is broken", e);
        }
    }

    private static NotFoundException unknown(String id) {
        return new NotFoundException("there is no experiment " + id);
    }
}
