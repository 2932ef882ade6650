package dev.faultline.load.api;

import dev.faultline.load.keep.NotKept;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Position;
import dev.faultline.wire.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what goes wrong into problems; no failure leaves without a body. */
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    public Response invalid(InvalidValue invalid) {
        Problem problem = Problem.of("Invalid input", invalid);
        Position position = invalid.position();
        return position == null ? Answers.problem(problem) : Answers.problem(new LocatedProblem(problem, position));
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
        Response response = e.getResponse();
        if (response.hasEntity()) {
            return response;
        }
        String title = response.getStatusInfo().getReasonPhrase();
        return Answers.problem(response.getStatus(), title, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    public Response failed(SplitFailed failed) {
        return switch (failed.reason()) {
            case MISSING -> Answers.problem(404, "No such split", failed.getMessage());
            case FORBIDDEN -> Answers.problem(403, "The split may not be touched", failed.getMessage());
            case TAKEN -> Answers.problem(409, "The split is taken", failed.getMessage());
            case UNFIT -> Answers.problem(409, "The split can't be steered", failed.getMessage());
            case UNREACHABLE -> Answers.problem(503, "The split can't be reached", failed.getMessage());
        };
    }

    @ServerExceptionMapper
    public Response notKept(NotKept e) {
        return Answers.problem(503, "Service Unavailable", String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    public Response bug(RuntimeException bug) {
        LOG.error("the API failed", bug);
        return Answers.problem(500, "Internal Server Error", "the client failed to answer, and has logged why");
    }
}
