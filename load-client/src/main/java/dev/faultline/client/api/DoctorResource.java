package dev.faultline.client.api;

import dev.faultline.client.text.DoctorTable;
import dev.faultline.client.text.Ink;
import dev.faultline.mesh.doctor.Doctor;
import dev.faultline.mesh.doctor.DoctorFailed;
import dev.faultline.mesh.doctor.Examination;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.Require;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Why a split does not do what its weights say. */
@Path("/api/doctor")
@Blocking
class DoctorResource {

    private static final List<String> OFFERED = List.of(MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN);
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    private final Doctor doctor;

    DoctorResource(Doctor doctor) {
        this.doctor = doctor;
    }

    /** Returns the findings as JSON, or as a table to who wants plain text. */
    @GET
    @Operation(operationId = "getDoctor", summary = "Why a split does not do what its weights say")
    public Response get(
            @Nullable @QueryParam("service") String service,
            @Nullable @QueryParam("port") String port,
            @Nullable @QueryParam("namespace") String namespace,
            @Context HttpHeaders headers) {
        Optional<String> wanted = Negotiation.best(headers.getAcceptableMediaTypes(), OFFERED);
        if (wanted.isEmpty()) {
            return Responses.problem(
                    406, "Not Acceptable", "the findings are to be had as " + String.join(", ", OFFERED));
        }
        try {
            Examination found = doctor.examine(new Doctor.Question(service, number(port), namespace, null));
            Response answer = wanted.get().equals(MediaType.TEXT_PLAIN)
                    ? Response.ok(DoctorTable.of(found, Ink.NONE), "text/plain;charset=UTF-8")
                            .build()
                    : Responses.json(found);
            return Response.fromResponse(answer)
                    .header("Cache-Control", "no-store")
                    .header("Vary", "Accept")
                    .build();
        } catch (DoctorFailed e) {
            return refused(e);
        }
    }

    private static Response refused(DoctorFailed failed) {
        return switch (failed.reason()) {
            case NO_CLUSTER -> Responses.problem(404, "No cluster", failed.getMessage());
            case UNREACHABLE -> Responses.problem(503, "The cluster can't be reached", failed.getMessage());
            case UNREADABLE -> Responses.problem(503, "A permission is missing", failed.getMessage());
            case BUSY -> Responses.problem(503, "Busy", failed.getMessage());
        };
    }

    private static @Nullable Integer number(@Nullable String port) {
        if (port == null) {
            return null;
        }
        Require.matching("port", port, PORT, "must be a number");
        return Integer.valueOf(port);
    }
}
