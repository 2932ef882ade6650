package dev.faultline.injector.api;

import dev.faultline.injector.control.NotShared;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers everything that goes wrong in the control plane by a problem with a sentence in it. */
final class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    /** What is allowed on which path; the framework does not say. */
    private static final Map<Pattern, String> ALLOWED = Map.of(
            Pattern.compile("/api/faults/?"), "GET, HEAD, OPTIONS, PUT, PATCH, DELETE",
            Pattern.compile("/api/faults/presets/[^/]+"), "GET, HEAD, OPTIONS, PUT");

    private static final String READ_ONLY = "GET, HEAD, OPTIONS";

    /** How the framework starts a message that says no more than the status. */
    private static final String WORDLESS = "HTTP ";

    /** Answers input that breaks a rule. */
    @ServerExceptionMapper
    public Response invalid(InvalidValue invalid) {
        return Documents.problem(Problem.of("Invalid fault plan", invalid));
    }

    /** Answers what the framework or the resource refuses. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException refusal, HttpServerRequest request) {
        Response given = refusal.getResponse();
        int status = given.getStatus();
        String title = given.getStatusInfo().getReasonPhrase();
        Response answer = Documents.problem(Problem.of(status, title, sentence(status, refusal, request)));
        return status == NOT_ALLOWED
                ? Response.fromResponse(answer)
                        .header(HttpHeaders.ALLOW, allowed(request))
                        .build()
                : answer;
    }

    /** Answers a change that the replicas of this injector could not be told of. */
    @ServerExceptionMapper
    public Response notShared(NotShared refusal) {
        return Documents.problem(Problem.of(UNAVAILABLE, "Service Unavailable", refusal.getMessage()));
    }

    /** Answers what must not happen. */
    @ServerExceptionMapper
    public Response bug(RuntimeException bug) {
        LOG.error("the control plane failed", bug);
        return Documents.problem(
                Problem.of(500, "Internal Server Error", "the injector failed to answer, and has logged why"));
    }

    private static String allowed(HttpServerRequest request) {
        return ALLOWED.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(request.path()).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(READ_ONLY);
    }

    private static String sentence(int status, WebApplicationException refusal, HttpServerRequest request) {
        String message = String.valueOf(refusal.getMessage());
        if (status == NOT_FOUND && message.startsWith(WORDLESS)) {
            return "there is nothing at " + request.path() + "; the fault plan is at /api/faults";
        }
        if (status == NOT_ALLOWED) {
            return request.method() + " is not allowed on " + request.path() + "; allowed are " + allowed(request);
        }
        return message.startsWith(WORDLESS)
                ? "the head of the request is malformed, such as its Content-Type"
                : message;
    }
}
