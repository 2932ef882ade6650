package dev.faultline.injector.api;

import dev.faultline.injector.tls.Authority;
import dev.faultline.platform.http.Responses;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The authority that signs the certificates which are made here: who trusts it sees of each but what is wrong with it. */
@Path("/api/tls/ca.pem")
final class AuthorityResource {

    static final String PEM = "application/x-pem-file";

    /** What such an answer is like. */
    static final String EXAMPLE = "-----BEGIN CERTIFICATE-----\nMIIBxjCCAWyg...\n-----END CERTIFICATE-----\n";

    private final Optional<Authority> authority;

    AuthorityResource(Optional<Authority> authority) {
        this.authority = authority;
    }

    /** Answers its certificate. */
    @GET
    @Operation(operationId = "getAuthority", summary = "The certificate of the authority that signs what is made here")
    public Response get() {
        return authority
                .map(known -> Response.ok(known.pem(), PEM).build())
                .orElseGet(() ->
                        Responses.problem(404, "Not found", "there is no authority: this injector does not speak TLS"));
    }
}
