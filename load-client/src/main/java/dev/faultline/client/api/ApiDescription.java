package dev.faultline.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.read.ReadyExperiments;
import dev.faultline.experiment.report.ReportComparison;
import dev.faultline.experiment.report.Summary;
import dev.faultline.learn.plan.Learned;
import dev.faultline.load.split.Split;
import dev.faultline.mesh.doctor.Examination;
import dev.faultline.platform.http.AnswerSchemas;
import dev.faultline.platform.http.ApiProblems;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.wire.InvalidValue;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * Completes the description of the API with bodies, answers, parameters and refusals. The schemas of bodies are those of the
 * published schema of experiments, the schemas of answers are read off the records that are answered, so that the
 * description cannot promise what the service does not keep.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final String TEXT = "text/plain";
    private static final String EVENTS = "text/event-stream";
    private static final String PATCH = "application/merge-patch+json";

    private final AnswerSchemas answers = new AnswerSchemas();
    private final ApiProblems problems = new ApiProblems(answers);
    private final DocumentSchemas documents = new DocumentSchemas();

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths()
                .getPathItems()
                .values()
                .forEach(item -> item.getOperations().values().forEach(operation -> {
                    operation.setRequestBody(null);
                    operation.setResponses(OASFactory.createAPIResponses());
                    describe(String.valueOf(operation.getOperationId()), operation);
                }));
        Relay.PATHS.forEach(
                (path, methods) -> api.getPaths().addPathItem("/api/injector/" + path, relay(path, methods)));
        api.getPaths()
                .getPathItems()
                .values()
                .forEach(item -> item.getOperations().forEach(this::standingBy));
        problems.addCommon(api, new InvalidValue("rate", "must be from 0.001 to 1000000", -5));
        documents.named().forEach(api.getComponents()::addSchema);
    }

    private void describe(String id, Operation operation) {
        switch (id) {
            case "getLoad", "putLoad", "patchLoad", "deleteLoad" -> load(id, operation);
            case "getSplit", "putSplit" -> split(id, operation);
            case "getStats", "getStatsFile", "streamStats", "streamDashboard" -> stats(id, operation);
            case "getSlo", "postSlo" -> slo(id, operation);
            case "getDoctor" -> {
                content(operation, 200, "The findings", JSON, answers.reference(Examination.class));
                content(operation, 200, TEXT, text());
                problems.add(operation, 404, "There is no cluster");
                notAcceptable(operation);
                problems.add(operation, 503, "The cluster can't be asked, or is asked just now");
            }
            case "getSenders" ->
                content(
                        operation,
                        200,
                        "They and how it stands with each",
                        JSON,
                        answers.reference(SendersResource.Known.class));
            case "getLeader" ->
                content(operation, 200, "Who leads", JSON, answers.reference(LeaderResource.Leader.class));
            case "learn" -> {
                body(operation, JSON, documents.learn());
                flag(operation, "put", "Puts the plan in force at the injector, too");
                steered(operation);
                content(operation, 200, "The plan and what it rests on", JSON, answers.reference(Learned.class));
                problems.add(operation, 502, "The source or the injector does not answer");
                problems.add(operation, 503, "Another plan is being learned, or the injector is not ready");
            }
            case "pressKillSwitch" -> {
                content(
                        operation,
                        200,
                        "Nothing injects any more",
                        JSON,
                        answers.reference(KillSwitchResource.Done.class));
                problems.add(operation, 502, "Something does not obey, which is named; all else is done");
            }
            default -> experiments(id, operation);
        }
    }

    private void standingBy(HttpMethod method, Operation operation) {
        boolean spared = List.of("pressKillSwitch", "postSlo").contains(operation.getOperationId());
        if (method != HttpMethod.GET && !spared) {
            problems.add(operation, 409, "Another process takes changes, which is named");
        }
    }

    private void load(String id, Operation operation) {
        boolean changes = !id.equals("getLoad");
        if (changes) {
            flag(operation, QueryParameters.DRY_RUN, "Answers what would be, and changes nothing");
            steered(operation);
            problems.add(operation, 503, "The change can't be kept");
        }
        if (id.equals("putLoad")) {
            body(operation, JSON, documents.plan());
        } else if (!id.equals("deleteLoad")) {
            problems.add(operation, 404, "No load runs");
        }
        if (id.equals("patchLoad")) {
            body(operation, PATCH, documents.patch());
            body(operation, JSON, documents.patch());
        }
        if (id.equals("deleteLoad")) {
            operation
                    .getResponses()
                    .addAPIResponse("204", OASFactory.createAPIResponse().description("No load runs any more"));
        } else {
            content(operation, 200, "The plan with its defaults", JSON, documents.plan());
        }
    }

    private void split(String id, Operation operation) {
        if (id.equals("putSplit")) {
            body(operation, JSON, answers.reference(Split.class));
            steered(operation);
        }
        content(operation, 200, "The weights in force", JSON, answers.reference(Split.class));
        problems.add(operation, 403, "A permission on the route is missing");
        problems.add(operation, 404, "There is no split");
        problems.add(operation, 409, "The route can't be steered, or somebody else steers it");
        problems.add(operation, 503, "The split can't be reached");
    }

    private void stats(String id, Operation operation) {
        switch (id) {
            case "getStats" -> content(operation, 200, "The window", JSON, answers.reference(Summary.class));
            case "getStatsFile" -> {
                words(operation, "format", "csv", "hgrm", "hlog");
                content(
                        operation,
                        200,
                        "A row a second (.csv), one distribution (.hgrm), or a log (.hlog)",
                        "text/csv",
                        text());
                content(operation, 200, TEXT, text());
                problems.add(operation, 404, "There is no such format");
            }
            default -> {
                Schema second = answers.reference(RecentSeconds.Event.class);
                String data = second.getRef().replaceFirst(".*/", "");
                String what = id.equals("streamStats")
                        ? "Events named stats, one a second, whose data is a document as " + data + " describes it"
                        : "Events named state and stats; the data of stats is a document as " + data + " describes it";
                content(operation, 200, what + ". It does not end by itself.", EVENTS, text());
                notAcceptable(operation);
                problems.add(operation, 503, "Too many streams are open");
            }
        }
    }

    private void slo(String id, Operation operation) {
        Schema answer = answers.reference(SloResource.Answer.class);
        content(operation, 200, "All thresholds that apply are met", JSON, answer);
        content(
                operation,
                503,
                "A threshold is violated, or nothing can be said; the first words are the reason",
                JSON,
                answer);
        problems.add(operation, 403, "A permission on the route is missing");
        problems.add(operation, 404, "There is no such split");
        problems.add(operation, 409, "The split can't be steered");
        problems.add(operation, 503, "The split can't be reached");
        if (id.equals("postSlo")) {
            Schema webhook = object("The body of a webhook; metadata may hold window, threshold and threshold.1");
            operation.requestBody(OASFactory.createRequestBody()
                    .content(OASFactory.createContent()
                            .addMediaType(JSON, OASFactory.createMediaType().schema(webhook))));
        }
    }

    private void experiments(String id, Operation operation) {
        Schema status = answers.reference(KnownExperiments.Status.class);
        switch (id) {
            case "startExperiment" -> {
                body(operation, JSON, documents.experiment());
                body(operation, YAML, documents.experiment());
                flag(operation, QueryParameters.DRY_RUN, "Checks it and answers what it would do, but starts nothing");
                content(operation, 200, "What it would do", JSON, answers.reference(ExperimentsResource.DryRun.class));
                content(operation, 201, "It is under way; Location tells where to look", JSON, status);
                problems.add(operation, 403, "A permission that it needs is missing");
                problems.add(operation, 404, "Something that it names is missing");
                problems.add(operation, 409, "Another is under way");
                problems.add(operation, 503, "What it needs can't be reached");
            }
            case "listExperiments" ->
                content(operation, 200, "What is told of each", JSON, answers.list(KnownExperiments.Status.class));
            case "listReadyExperiments" ->
                content(operation, 200, "They and their files", JSON, answers.list(ReadyExperiments.Ready.class));
            case "getExperimentSchema" -> {
                content(operation, 200, "The schema, draft 2020-12", "application/schema+json", object("A schema"));
                notAcceptable(operation);
            }
            case "compareExperiments" -> {
                content(operation, 200, "What differs", JSON, answers.reference(ReportComparison.class));
                problems.add(operation, 404, "There is no such report");
            }
            case "getExperiment" -> found(operation, 200, "How far it is", status);
            case "abortExperiment" -> found(operation, 202, "It rolls back, unless it was over", status);
            case "getReport", "getReportFile" -> report(id, operation);
            default -> throw new AssertionError("operation " + id + " has no description");
        }
    }

    private void report(String id, Operation operation) {
        found(operation, 200, "The report", object("The report of one experiment"));
        for (String type : List.of("text/html", "text/markdown", "application/xml")) {
            content(operation, 200, type, text());
        }
        if (id.equals("getReport")) {
            notAcceptable(operation);
        } else {
            words(operation, "suffix", ".json", ".html", ".md", ".junit.xml", ".xml");
        }
    }

    private void found(Operation operation, int status, String description, Schema schema) {
        content(operation, status, description, JSON, schema);
        problems.add(operation, 404, "There is no such experiment, or it is not over yet");
    }

    private void steered(Operation operation) {
        flag(operation, Steering.FORCE, "Insists: the experiment that steers this ends");
        problems.add(operation, 409, "An experiment steers this now");
    }

    private void notAcceptable(Operation operation) {
        problems.add(operation, 406, "It does not come as Accept asks");
    }

    // --- the injector's own API, as far as it is relayed
    // ---------------------------------------------------------------

    /** What can be reached of the injector's API. */
    private static final class Relay {

        private static final List<HttpMethod> READ = List.of(HttpMethod.GET);
        private static final Map<String, List<HttpMethod>> PATHS = paths();

        private static Map<String, List<HttpMethod>> paths() {
            Map<String, List<HttpMethod>> paths = new LinkedHashMap<>();
            paths.put("faults", List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE));
            paths.put("faults/presets", READ);
            paths.put("faults/presets/{name}", List.of(HttpMethod.GET, HttpMethod.PUT));
            paths.put("faults/preview", READ);
            paths.put("faults/revision", READ);
            paths.put("stats", READ);
            return paths;
        }
    }

    private PathItem relay(String path, List<HttpMethod> methods) {
        PathItem item = OASFactory.createPathItem();
        methods.forEach(method -> item.setOperation(method, relay(path, method)));
        return item;
    }

    private Operation relay(String path, HttpMethod method) {
        Operation operation = OASFactory.createOperation()
                .operationId("relay" + method + path.replaceAll("\\W+", "-"))
                .summary("The injector's " + method + " /api/" + path)
                .description(
                        "Handed on to the injector, whose own description tells its bodies, parameters and answers")
                .responses(OASFactory.createAPIResponses());
        if (path.endsWith("{name}")) {
            operation.addParameter(OASFactory.createParameter()
                    .name("name")
                    .in(Parameter.In.PATH)
                    .required(true)
                    .schema(text().pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$")));
        }
        if (method != HttpMethod.GET) {
            flag(operation, QueryParameters.DRY_RUN, "Answers what would be, and changes nothing");
            steered(operation);
            problems.add(operation, 412, "The plan in force is not the one of If-Match");
        }
        if (method == HttpMethod.PUT || method == HttpMethod.PATCH) {
            operation.requestBody(OASFactory.createRequestBody()
                    .content(OASFactory.createContent()
                            .addMediaType(
                                    JSON, OASFactory.createMediaType().schema(object("As the injector takes it")))));
            problems.add(operation, 415, "The body is of a type that is not known there");
        }
        content(operation, 200, "What the injector answers", JSON, OASFactory.createSchema());
        problems.add(operation, 404, "The injector has no such thing");
        problems.add(operation, 502, "The injector does not answer");
        problems.add(operation, 503, "The injector's plan can't be shared with its other replicas");
        return operation;
    }

    // --- parts
    // ---------------------------------------------------------------------------------------------------------

    private static void content(Operation operation, int status, String description, String type, Schema schema) {
        operation
                .getResponses()
                .addAPIResponse(
                        Integer.toString(status),
                        OASFactory.createAPIResponse()
                                .description(description)
                                .content(OASFactory.createContent()
                                        .addMediaType(
                                                type,
                                                OASFactory.createMediaType().schema(schema))));
    }

    private static void content(Operation operation, int status, String type, Schema schema) {
        operation
                .getResponses()
                .getAPIResponse(Integer.toString(status))
                .getContent()
                .addMediaType(type, OASFactory.createMediaType().schema(schema));
    }

    private static void body(Operation operation, String type, Schema schema) {
        if (operation.getRequestBody() == null) {
            Content none = OASFactory.createContent();
            operation.requestBody(OASFactory.createRequestBody().required(true).content(none));
        }
        operation
                .getRequestBody()
                .getContent()
                .addMediaType(type, OASFactory.createMediaType().schema(schema));
    }

    private static void flag(Operation operation, String name, String description) {
        operation.addParameter(OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(OASFactory.createSchema().addType(SchemaType.BOOLEAN)));
    }

    private static void words(Operation operation, String parameter, String... words) {
        operation.getParameters().stream()
                .filter(each -> parameter.equals(each.getName()))
                .forEach(each -> each.schema(text().enumeration(List.<Object>of((Object[]) words))));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().addType(SchemaType.OBJECT).description(description);
    }

    /** The schemas of bodies, made of the schema of experiments, which holds that of a load. */
    private static final class DocumentSchemas {

        private static final ObjectMapper MAPPER = new ObjectMapper();
        private static final String DEFINITIONS = "$defs";
        private static final String REFERENCE = "$ref";
        private static final String TEMPLATE = "#/$defs/template";

        private final ObjectNode written = MAPPER.createObjectNode();
        private final Map<String, Schema> named;

        private DocumentSchemas() {
            ObjectNode experiment = published();
            ObjectNode definitions = (ObjectNode) experiment.remove(DEFINITIONS);
            experiment.remove(List.of("$schema", "$id"));
            ObjectNode plain = definitions.deepCopy();
            plain.remove("template");
            withoutTemplates(plain);
            ObjectNode load = (ObjectNode) plain.path("load");
            load.put("description", "A load.");
            ((ObjectNode) plain.path("learn")).withObject("properties").remove("learned");
            ((ObjectNode) plain.path("learn")).put("description", "What a fault plan is learned from.");
            load.withObject("properties").set("duration", plain.at("/loadPatch/properties/duration"));
            ((ObjectNode) plain.path("loadPatch")).put("description", "A JSON merge patch of a load (RFC 7396).");
            add("Experiment.", definitions);
            add("Load.", plain);
            written.set("Experiment", moved("Experiment.", experiment));
            named = parsed(written);
        }

        private static ObjectNode published() {
            try (InputStream in = ApiDescription.class.getResourceAsStream("experiment.schema.json")) {
                if (in == null) {
                    throw new IllegalStateException("experiment.schema.json is not in the jar");
                }
                return (ObjectNode) MAPPER.readTree(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The API fills no values in: only in experiments may a template stand for one. */
        private static void withoutTemplates(JsonNode node) {
            JsonNode choices = node.path("anyOf");
            for (int i = choices.size() - 1; i >= 0; i--) {
                if (choices.path(i).path(REFERENCE).asText().equals(TEMPLATE)) {
                    ((ArrayNode) choices).remove(i);
                }
            }
            node.forEach(DocumentSchemas::withoutTemplates);
        }

        /** What nothing leads to is left out. */
        private void add(String prefix, ObjectNode definitions) {
            TreeSet<String> used =
                    new TreeSet<>(prefix.equals("Load.") ? List.of("load", "loadPatch", "learn") : names(definitions));
            int before = 0;
            while (before < used.size()) {
                before = used.size();
                for (String name : List.copyOf(used)) {
                    definitions
                            .path(name)
                            .findValuesAsText(REFERENCE)
                            .forEach(ref -> used.add(ref.replaceFirst(".*/", "")));
                }
            }
            used.forEach(name -> written.set(prefix + name, moved(prefix, definitions.path(name))));
        }

        private static List<String> names(ObjectNode definitions) {
            return definitions.properties().stream().map(Map.Entry::getKey).toList();
        }

        private static JsonNode moved(String prefix, JsonNode schema) {
            try {
                return MAPPER.readTree(schema.toString().replace("#/$defs/", "#/components/schemas/" + prefix));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, Schema> parsed(ObjectNode schemas) {
            ObjectNode api = MAPPER.createObjectNode().put("openapi", "3.1.0");
            api.withObject("components").set("schemas", schemas);
            byte[] document = api.toString().getBytes(StandardCharsets.UTF_8);
            return SmallRyeOpenAPI.builder()
                    .withCustomStaticFile(() -> new ByteArrayInputStream(document))
                    .enableModelReader(false)
                    .enableStandardStaticFiles(false)
                    .enableStandardFilter(false)
                    .enableAnnotationScan(false)
                    .build()
                    .model()
                    .getComponents()
                    .getSchemas();
        }

        private static Schema reference(String name) {
            return OASFactory.createSchema().ref("#/components/schemas/" + name);
        }

        Map<String, Schema> named() {
            return named;
        }

        Schema plan() {
            return reference("Load.load");
        }

        Schema patch() {
            return reference("Load.loadPatch");
        }

        Schema learn() {
            return reference("Load.learn");
        }

        Schema experiment() {
            return reference("Experiment");
        }
    }
}
