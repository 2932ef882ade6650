package dev.faultline.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.platform.wire.Problem;
import dev.faultline.platform.wire.WireJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Responses in the JSON of {@link WireJson}, whatever mapper the service writes with. Their media type has no charset, which
 * JSON has no use for and some clients can't read.
 */
public final class Responses {

    private static final ObjectMapper MAPPER = WireJson.mapper();

    private Responses() {}

    /** Returns a response of status 200 with that document. */
    public static Response json(Object document) {
        return json(200, document);
    }

    /** Returns a response with that document. */
    public static Response json(int status, Object document) {
        return response(status, MediaType.APPLICATION_JSON, document);
    }

    /** Returns a response that says what is wrong with the request, or with the service. */
    public static Response problem(Problem problem) {
        return response(problem.status(), Problem.MEDIA_TYPE, problem);
    }

    /** Returns a response with a problem that no single field explains. */
    public static Response problem(int status, String title, String detail) {
        return problem(Problem.of(status, title, detail));
    }

    private static Response response(int status, String mediaType, Object document) {
        // A tree, which each writer of JSON writes as it is; bytes and text are encoded once more where it may choose.
        JsonNode tree = MAPPER.valueToTree(document);
        return Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, mediaType)
                .entity(tree)
                .build();
    }
}
