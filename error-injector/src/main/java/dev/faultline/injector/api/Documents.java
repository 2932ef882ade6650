package dev.faultline.injector.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.wire.Problem;
import dev.faultline.wire.WireJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;

/** Answers in JSON, of exactly that type: without a charset, which JSON has no use for. */
final class Documents {

    private static final ObjectMapper MAPPER = WireJson.mapper();

    private Documents() {}

    /** Answers 200 with that document. */
    static Response answer(Object document) {
        return Response.ok(bytes(document), MediaType.APPLICATION_JSON_TYPE).build();
    }

    /** Answers a problem. */
    static Response problem(Problem problem) {
        return Response.status(problem.status())
                .header(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .entity(bytes(problem))
                .build();
    }

    private static byte[] bytes(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("an answer can be written", e);
        }
    }
}
