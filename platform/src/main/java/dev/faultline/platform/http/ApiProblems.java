package dev.faultline.platform.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Problem;
import dev.faultline.platform.wire.WireJson;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * What the description of every control API says of the calls that it refuses, beside what {@link ControlAccess},
 * {@link QueryParameters} and {@link ProblemMapper} do.
 */
public final class ApiProblems {

    private static final ObjectMapper MAPPER = WireJson.mapper();
    private static final String TOKEN = "token";

    private final AnswerSchemas schemas;

    /** @param schemas to which that of a problem is added */
    public ApiProblems(AnswerSchemas schemas) {
        this.schemas = schemas;
    }

    /** Adds a refusal to an operation, beside whatever else it answers with that status. */
    public void add(Operation operation, int status, String description) {
        APIResponses all = operation.getResponses();
        if (all == null) {
            all = OASFactory.createAPIResponses();
            operation.setResponses(all);
        }
        String key = Integer.toString(status);
        APIResponse known = all.getAPIResponse(key);
        MediaType problem = OASFactory.createMediaType().schema(schemas.reference(Problem.class));
        if (known == null) {
            Content content = OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, problem);
            all.addAPIResponse(
                    key, OASFactory.createAPIResponse().description(description).content(content));
        } else {
            known.description(known.getDescription() + "; " + description)
                    .getContent()
                    .addMediaType(Problem.MEDIA_TYPE, problem);
        }
    }

    /**
     * Adds what any operation may be refused with, and how a caller shows the token.
     *
     * @param example of a value that is refused
     */
    public void addCommon(OpenAPI api, InvalidValue example) {
        api.getPaths()
                .getPathItems()
                .values()
                .forEach(item -> item.getOperations().values().forEach(operation -> addCommon(operation, example)));
        if (api.getComponents() == null) {
            api.components(OASFactory.createComponents());
        }
        schemas.named().forEach(api.getComponents()::addSchema);
        api.getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("The token of faultline.control.token-file; nothing if there is none"));
        api.security(List.of(
                OASFactory.createSecurityRequirement(),
                OASFactory.createSecurityRequirement().addScheme(TOKEN)));
    }

    private void addCommon(Operation operation, InvalidValue example) {
        add(operation, 400, "Names the field, its rule and the value; nothing is changed");
        operation
                .getResponses()
                .getAPIResponse("400")
                .getContent()
                .getMediaType(Problem.MEDIA_TYPE)
                .addExample(
                        "field",
                        OASFactory.createExample()
                                .value(MAPPER.convertValue(Problem.of("Invalid input", example), Map.class)));
        add(operation, 401, "The token is missing, or another one");
        add(operation, 403, "The call is from a page of another site");
        if (operation.getRequestBody() != null) {
            add(operation, 413, "The body is too long");
        }
        add(operation, 500, "A bug, of which the log tells more");
    }
}
