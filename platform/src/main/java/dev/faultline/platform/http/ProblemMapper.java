package dev.faultline.platform.http;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers what goes wrong in a control API with a problem that says so in a sentence; no failure leaves without a body. A
 * service maps its own exceptions beside this.
 */
public final class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    /** How the framework starts a message that says no more than the status. */
    private static final String WORDLESS = "HTTP ";

    private final Api api;

    /** What only the service knows of its API. */
    public interface Api {

        /** Returns what the service is called in a sentence, such as {@code injector}. */
        String service();

        /** Returns where to go from a path that does not exist, such as {@code the fault plan is at /api/faults}. */
        String start();

        /** Returns what {@code Allow} says of a path, which the framework does not tell; empty if it is not known. */
        Optional<String> allowed(String path);
    }

    ProblemMapper(Api api) {
        this.api = api;
    }

    /** Answers input that breaks a rule. */
    @ServerExceptionMapper
    public Response invalid(InvalidValue invalid) {
        return Responses.problem(Problem.of("Invalid input", invalid));
    }

    /** Answers what the framework or a resource refuses. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException refusal, HttpServerRequest request) {
        Response given = refusal.getResponse();
        if (given.hasEntity()) {
            return given;
        }
        int status = given.getStatus();
        String title = given.getStatusInfo().getReasonPhrase();
        Optional<String> allowed = status == NOT_ALLOWED ? api.allowed(request.path()) : Optional.empty();
        Response answer = Responses.problem(status, title, sentence(status, refusal, request, allowed));
        return allowed.map(methods -> Response.fromResponse(answer)
                        .header(HttpHeaders.ALLOW, methods)
                        .build())
                .orElse(answer);
    }

    /** Answers what must not happen. */
    @ServerExceptionMapper
    public Response bug(RuntimeException bug) {
        LOG.errorf(bug, "the control API of the %s failed", api.service());
        return Responses.problem(
                500, "Internal Server Error", "the " + api.service() + " failed to answer, and has logged why");
    }

    private String sentence(
            int status, WebApplicationException refusal, HttpServerRequest request, Optional<String> allowed) {
        if (status == NOT_ALLOWED) {
            return request.method() + " is not allowed on " + request.path()
                    + allowed.map(methods -> "; allowed are " + methods).orElse("");
        }
        String message = String.valueOf(refusal.getMessage());
        if (!message.startsWith(WORDLESS)) {
            return message;
        }
        return status == NOT_FOUND
                ? "there is nothing at " + request.path() + "; " + api.start()
                : "the request has a malformed header, such as Content-Type";
    }
}
