package dev.faultline.injector.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.wire.WireJson;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;

/** Answers in JSON, of exactly that type: without a charset, which JSON has no use for. */
final class Documents {

    private static final ObjectMapper MAPPER = WireJson.mapper();

    private Documents() {}

    /** Answers 200 with that document. */
    static Response answer(Object document) {
        try {
            return Response.ok(MAPPER.writeValueAsBytes(document), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("an answer can be written", e);
        }
    }
}
