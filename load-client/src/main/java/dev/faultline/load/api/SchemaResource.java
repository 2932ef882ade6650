package dev.faultline.load.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The JSON Schema of experiment files, for editors and for whoever writes such files by program. */
@Path("/api/experiments/schema.json")
class SchemaResource {

    private static final String FILE = "experiment.schema.json";
    private static final String MEDIA_TYPE = "application/schema+json";

    private final byte[] schema;

    SchemaResource() {
        try (InputStream in = SchemaResource.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the jar");
            }
            schema = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the schema, draft 2020-12. */
    @GET
    public Response schema() {
        return Response.ok(schema.clone(), MEDIA_TYPE).build();
    }
}
