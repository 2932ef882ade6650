package dev.faultline.client.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.read.ReadyExperiments;
import dev.faultline.experiment.report.ReportComparison;
import dev.faultline.experiment.report.ReportEntry;
import dev.faultline.experiment.report.ReportFormat;
import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.report.html.HtmlReport;
import dev.faultline.experiment.run.Experiments;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.Excerpt;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.WireJson;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
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
    private final ReadyExperiments ready;

    ExperimentsResource(
            Experiments experiments,
            KnownExperiments known,
            ExperimentReader reader,
            Reports reports,
            ReadyExperiments ready) {
        this.experiments = experiments;
        this.known = known;
        this.reader = reader;
        this.reports = reports;
        this.ready = ready;
    }

    /**
     * What an experiment would do.
     *
     * @param plannedSeconds how long it takes at most, by its own plan
     * @param load what is sent, with its defaults
     * @param experiment the document, with the configuration filled in
     */
    @JsonPropertyOrder({"title", "plannedSeconds", "load", "experiment"})
    record DryRun(String title, long plannedSeconds, LoadPlan load, Experiment experiment) {}

    /** Starts an experiment, given in YAML or JSON; as a dry run checks it and says what it would do. */
    @POST
    @QueryParameters.Extra(QueryParameters.DRY_RUN)
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "startExperiment", summary = "Starts an experiment")
    public Response start(byte[] body, @QueryParam("set") List<String> set, @Context UriInfo uri) {
        Experiment experiment = reader.read(body, settings(set));
        if (QueryParameters.isDryRun(uri)) {
            located(body, () -> {
                experiments.check(experiment);
                return true;
            });
            long seconds = experiment.planned().toSeconds();
            return Responses.json(
                    new DryRun(Excerpt.wellFormed(experiment.title()), seconds, experiment.plan(), experiment));
        }
        Optional<KnownExperiments.Status> started =
                located(body, () -> experiments.start(experiment).map(KnownExperiments.Status::of));
        if (started.isEmpty()) {
            return Responses.problem(409, "Busy", "another experiment is under way; DELETE it or wait");
        }
        KnownExperiments.Status status = started.get();
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

    /** Complaints say where in the document the fault is. */
    private <T> T located(byte[] body, Supplier<T> checking) {
        try {
            return checking.get();
        } catch (InvalidValue e) {
            throw reader.located(body, e);
        }
    }

    /** Returns the experiments of this process and those whose reports are on disk, oldest first. */
    @GET
    @Operation(operationId = "listExperiments", summary = "All experiments that are known, oldest first")
    public Response list() {
        return Responses.json(known.all());
    }

    /** Returns the experiments that are ready to be started, by name. */
    @GET
    @Path("/ready")
    @Operation(operationId = "listReadyExperiments", summary = "The experiments that are ready to be started")
    public Response ready() {
        return Responses.json(ready.list());
    }

    /** Returns the JSON Schema of experiment files, draft 2020-12, for editors and for programs that write such files. */
    @GET
    @Path("/schema.json")
    @Produces("application/schema+json")
    @Operation(operationId = "getExperimentSchema", summary = "The JSON Schema of experiments")
    public InputStream schema() {
        InputStream schema = ExperimentsResource.class.getResourceAsStream("experiment.schema.json");
        if (schema == null) {
            throw new IllegalStateException("experiment.schema.json is not in the jar");
        }
        return schema;
    }

    /** Returns how far the experiment is. */
    @GET
    @Path("/{id}")
    @Operation(operationId = "getExperiment", summary = "How far an experiment is")
    public Response get(@PathParam("id") String id) {
        return Responses.json(known.find(id).orElseThrow(() -> unknown(id)));
    }

    /** Aborts the experiment; it rolls back and verifies. Idempotent. */
    @DELETE
    @Path("/{id}")
    @Operation(operationId = "abortExperiment", summary = "Aborts an experiment, which rolls back and verifies")
    public Response abort(@PathParam("id") String id) {
        Optional<Experiments.Entry> entry = experiments.find(id);
        entry.ifPresent(known -> known.run().abort("aborted over the API"));
        return Responses.json(
                202,
                entry.map(known::status)
                        .or(() -> reports.find(id).map(KnownExperiments.Status::of))
                        .orElseThrow(() -> unknown(id)));
    }

    /** Returns two reports side by side. */
    @GET
    @Path("/compare")
    @Operation(operationId = "compareExperiments", summary = "Two reports side by side")
    public Response compare(@QueryParam("a") @Nullable String a, @QueryParam("b") @Nullable String b) {
        return Responses.json(ReportComparison.of(tree("a", a), tree("b", b)));
    }

    /** Returns the report as the Accept header asks; JSON where it leaves that open. */
    @GET
    @Path("/{id}/report")
    @Operation(operationId = "getReport", summary = "A report in the format that Accept asks for")
    public Response report(@PathParam("id") String id, @Context HttpHeaders headers) {
        List<String> types =
                reports.formats().stream().map(ReportFormat::mediaType).toList();
        return Negotiation.best(headers.getAcceptableMediaTypes(), types)
                .map(type -> reportAs(id, type))
                .orElseGet(() ->
                        Responses.problem(406, "Not Acceptable", "the report comes as " + String.join(", ", types)));
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
    @Operation(operationId = "getReportFile", summary = "A report in the format of a suffix")
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
        Response.ResponseBuilder answer = document(text(id, format), format.mediaType());
        if (format.equals(HtmlReport.FORMAT)) {
            answer.header("Content-Security-Policy", HtmlReport.POLICY);
        }
        return answer.build();
    }

    /** From memory while it is kept there, whatever became of the files; else from the disk. */
    private String text(String id, ReportFormat format) {
        Optional<Experiments.Entry> entry = experiments.find(id);
        if (entry.isEmpty() || (entry.get().run().isLate() && reports.find(id).isPresent())) {
            return reports.read(id, format).orElseThrow(() -> missing(id));
        }
        return KnownExperiments.Status.result(entry.get())
                .map(result -> reports.render(result, format))
                .orElseThrow(() -> new NotFoundException("experiment " + id + " is not over yet"));
    }

    private JsonNode tree(String name, @Nullable String id) {
        if (id == null || id.isBlank()) {
            throw new InvalidValue(name, "must name an experiment", "nothing");
        }
        ReportFormat json = reports.format(".json").orElseThrow(() -> unknown(id));
        try {
            JsonNode report = JSON.readTree(text(id, json));
            if (reports.find(id).filter(ReportEntry::inShort).isPresent()) {
                throw missing(id);
            }
            return report;
        } catch (JsonProcessingException e) {
            throw new NotFoundException("the report of " + id + " is broken", e);
        }
    }

    private NotFoundException missing(String id) {
        return reports.find(id)
                .filter(ReportEntry::inShort)
                .map(kept -> new NotFoundException(
                        "the report of " + id + " is kept in short, without figures: it comes as .md and .json only"))
                .orElseGet(() -> unknown(id));
    }

    private static NotFoundException unknown(String id) {
        return new NotFoundException("there is no experiment " + id);
    }

    /** Returns the answer that is a report; of several with one address, what {@code Accept} says counts. */
    private static Response.ResponseBuilder document(String text, String mediaType) {
        boolean json = mediaType.equals(MediaType.APPLICATION_JSON);
        return Response.ok(text)
                .header("Vary", "Accept")
                .type(json ? mediaType : mediaType + ";charset=UTF-8")
                .header("X-Content-Type-Options", "nosniff");
    }
}
