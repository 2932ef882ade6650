package dev.faultline.load.api;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** What an answer is that does not end. */
final class Streaming {

    private static final int RETRY_AFTER_SECONDS = 5;

    private Streaming() {}

    /**
     * Has the place given back when the exchange ends.
     *
     * @param place nothing if all are taken
     * @throws WebApplicationException saying so, if it is nothing
     */
    static void hold(Optional<Runnable> place, RoutingContext exchange) {
        Runnable giveBack = place.orElseThrow(Streaming::full);
        int unused = exchange.addEndHandler(ended -> giveBack.run());
        if (exchange.response().closed()) {
            giveBack.run();
        }
    }

    private static WebApplicationException full() {
        Response problem =
                Answers.problem(503, "Too many streams", "at most " + Readers.MOST + " may be read at a time; end one");
        return new WebApplicationException(Response.fromResponse(problem)
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build());
    }
}
