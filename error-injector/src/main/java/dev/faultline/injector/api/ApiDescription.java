package dev.faultline.injector.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.Presets;
import dev.faultline.injector.plan.ProposedPlan;
import dev.faultline.platform.http.AnswerSchemas;
import dev.faultline.platform.http.ApiProblems;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireJson;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Completes the description of the API with bodies, answers, parameters and examples. The schemas are read off the records
 * and the examples are the presets, so that the description cannot promise what the service does not keep.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PATCH = "application/merge-patch+json";
    private static final String FORM_EXAMPLE = "status=503:20,500:10&delay=10ms:20,1s:0.5&ttl=5m";
    private static final String ETAG_EXAMPLE = "\"7a9c1f0e2b3d4c5f6a7b8c9d\"";

    private static final ObjectMapper MAPPER = WireJson.mapper();

    private final PlanSchemas schemas = new PlanSchemas();
    private final ApiProblems problems = new ApiProblems(new AnswerSchemas());
    private final List<Presets.Preset> presets = new Presets(new PlanJson()).all();

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((method, operation) -> {
                    boolean changes = !method.name().equals("GET");
                    if (changes) {
                        operation.addParameter(query("dryRun", "Answers what would be, and changes nothing")
                                .schema(OASFactory.createSchema().addType(SchemaType.BOOLEAN)));
                        operation.addParameter(
                                header("If-Match", "Changes nothing, and answers 412, unless it is the ETag")
                                        .example(ETAG_EXAMPLE));
                    }
                    operation.setRequestBody(null);
                    describe(String.valueOf(operation.getOperationId()), operation);
                    if (changes) {
                        problems.add(operation, 412, "The plan in force is not the one of If-Match");
                        problems.add(operation, 503, "The plan can't be shared with the other replicas");
                    }
                    if (operation.getRequestBody() != null) {
                        problems.add(operation, 415, "The body is of a type that is not known here");
                    }
                }));
        problems.addCommon(api, new InvalidValue("rules[0].aborts[0].status", "must be from 200 to 599", 700));
        schemas.named().forEach(api.getComponents()::addSchema);
    }

    private void describe(String id, Operation operation) {
        switch (id) {
            case "getFaults", "deleteFaults" -> answers(operation, plan(), presetPlans());
            case "putFaults" -> {
                operation.requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(json(MediaType.APPLICATION_JSON, schemas.reference(ProposedPlan.class), presetPlans())
                                .addMediaType(
                                        FORM,
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .addType(SchemaType.STRING))
                                                .addExample("fortio", example(FORM_EXAMPLE)))));
                answers(operation, plan(), presetPlans());
            }
            case "patchFaults" -> {
                operation.requestBody(
                        OASFactory.createRequestBody().required(true).content(patch()));
                answers(operation, plan(), presetPlans());
            }
            case "putPreset" -> {
                operation.requestBody(OASFactory.createRequestBody().content(patch()));
                answers(operation, plan(), presetPlans());
                problems.add(operation, 404, "There is no preset of that name");
            }
            default -> describeReadOnly(id, operation);
        }
    }

    private void describeReadOnly(String id, Operation operation) {
        switch (id) {
            case "getPresets" -> answers(operation, list(Presets.Preset.class), Map.of("all", example(presets)));
            case "getPreset" -> {
                answers(operation, schemas.reference(Presets.Preset.class), Map.of("one", example(presets.get(0))));
                problems.add(operation, 404, "There is no preset of that name");
            }
            case "previewFaults" -> {
                operation.addParameter(
                        query("from", "An instant, or a time from now").example("0s"));
                operation.addParameter(
                        query("to", "An instant, or a time from now").example("10m"));
                answers(
                        operation,
                        schemas.reference(PreviewResource.Preview.class),
                        Map.of("minute", example(PreviewResource.EXAMPLE)));
            }
            case "getRevision" ->
                answers(
                        operation,
                        schemas.reference(PlanChanges.Revision.class),
                        Map.of("set", example(PlanChanges.Revision.EXAMPLE)));
            case "getAuthority" -> {
                APIResponse pem = OASFactory.createAPIResponse()
                        .description("Done")
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        AuthorityResource.PEM,
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .addType(SchemaType.STRING))
                                                .addExample("pem", example(AuthorityResource.EXAMPLE))));
                operation.responses(OASFactory.createAPIResponses().addAPIResponse("200", pem));
                problems.add(operation, 404, "This injector makes no certificates, since it does not speak TLS");
            }
            case "getStats" ->
                answers(
                        operation,
                        schemas.reference(StatsResource.Stats.class),
                        Map.of("checkout", example(StatsResource.EXAMPLE)));
            default -> throw new AssertionError("operation " + id + " has no description");
        }
    }

    private Schema plan() {
        return schemas.reference(FaultPlan.class);
    }

    private Schema list(Class<?> element) {
        return OASFactory.createSchema().addType(SchemaType.ARRAY).items(schemas.reference(element));
    }

    private Content patch() {
        Map<String, Example> examples = Map.of("anotherEnd", example(Map.of("expiresIn", "5m")));
        Schema schema = OASFactory.createSchema().addType(SchemaType.OBJECT);
        Content content = json(PATCH, schema, examples);
        return content.addMediaType(MediaType.APPLICATION_JSON, content.getMediaType(PATCH));
    }

    private Map<String, Example> presetPlans() {
        Map<String, Example> examples = new LinkedHashMap<>();
        presets.forEach(
                preset -> examples.put(preset.name(), example(preset.plan()).summary(preset.description())));
        return examples;
    }

    private static void answers(Operation operation, Schema schema, Map<String, Example> examples) {
        APIResponse answer = OASFactory.createAPIResponse()
                .description("Done")
                .content(json(MediaType.APPLICATION_JSON, schema, examples));
        operation.responses(OASFactory.createAPIResponses().addAPIResponse("200", answer));
    }

    private static Content json(String type, Schema schema, Map<String, Example> examples) {
        var content = OASFactory.createMediaType().schema(schema);
        examples.forEach(content::addExample);
        return OASFactory.createContent().addMediaType(type, content);
    }

    private static Example example(Object value) {
        return OASFactory.createExample()
                .value(value instanceof String ? value : MAPPER.convertValue(value, Object.class));
    }

    private static Parameter query(String name, String description) {
        return parameter(name, description, Parameter.In.QUERY);
    }

    private static Parameter header(String name, String description) {
        return parameter(name, description, Parameter.In.HEADER);
    }

    private static Parameter parameter(String name, String description, Parameter.In in) {
        return OASFactory.createParameter()
                .name(name)
                .in(in)
                .description(description)
                .schema(OASFactory.createSchema().addType(SchemaType.STRING));
    }
}
