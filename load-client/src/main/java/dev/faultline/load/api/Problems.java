package dev.faultline.load.api;

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
    public Response bug(RuntimeException bug) {
        LOG.error("the API failed", bug);
        return Answers.problem(500, "Internal Server Error", "the client failed to answer, and has logged why");
    }
}
