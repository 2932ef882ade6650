package dev.faultline.load.api;

import dev.faultline.wire.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The answers of the API. JSON carries its bare media type: some clients know no parameters. */
final class Answers {

    private Answers() {}

    static Response json(Object body) {
        return json(200, body);
    }

    static Response json(int status, Object body) {
        return Response.status(status)
                .entity(body)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** Returns the answer that is a report; of several with one address, what {@code Accept} says counts. */
    static Response.ResponseBuilder report(String text, String mediaType) {
        boolean json = mediaType.equals(MediaType.APPLICATION_JSON);
        return Response.ok(text)
                .header("Vary", "Accept")
                .type(json ? mediaType : mediaType + ";charset=UTF-8")
                .header("X-Content-Type-Options", "nosniff");
    }

    static Response problem(int status, String title, String detail) {
        return problem(Problem.of(status, title, detail));
    }

    static Response problem(Problem problem) {
        return problem(problem.status(), problem);
    }

    static Response problem(LocatedProblem located) {
        return problem(located.problem().status(), located);
    }

    private static Response problem(int status, Object body) {
        return Response.status(status).entity(body).type(Problem.MEDIA_TYPE).build();
    }
}
