package dev.faultline.backend.serve;

import dev.faultline.backend.answer.Answers;
import dev.faultline.backend.answer.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Takes every request of the traffic port, whatever its path, before any route of Quarkus sees it. */
@Singleton
final class TrafficRoutes {

    private static final Logger LOG = Logger.getLogger(TrafficRoutes.class);
    private static final String EXCHANGE = "faultline.exchange";

    private final Exchanges exchanges;
    private final TrafficHandler handler;

    TrafficRoutes(Exchanges exchanges, TrafficHandler handler) {
        this.exchanges = exchanges;
        this.handler = handler;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::take).failureHandler(this::failed);
    }

    private void take(RoutingContext context) {
        Exchange exchange = exchanges.begin(context.request());
        context.put(EXCHANGE, exchange);
        handler.handle(exchange);
    }

    /** The router itself refuses targets without a slash in front, and requests without a host. */
    private void failed(RoutingContext context) {
        Exchange begun = context.get(EXCHANGE);
        if (begun != null) {
            LOG.error("cannot answer " + context.request().path(), context.failure());
            begun.send(Answers.explained(Status.INTERNAL_SERVER_ERROR));
        } else if (context.statusCode() == 400) {
            exchanges.begin(context.request()).send(Answers.explained(Status.BAD_REQUEST));
        } else {
            take(context);
        }
    }
}
