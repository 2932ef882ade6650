package dev.faultline.injector.server;

import dev.faultline.injector.decide.Admitted;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.Decision;
import dev.faultline.injector.decide.Ending;
import dev.faultline.injector.decide.Held;
import dev.faultline.injector.fault.Forward;
import dev.faultline.injector.plan.FaultPlan;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Takes requests, has them decided and sees the decision done. A request is counted when it is decided, so that one
 * whose client leaves meanwhile is not lost. Bodies are not asked for: Vert.x reads and drops them as they come, unless the
 * request is held back and may be forwarded then.
 */
final class Reception implements Handler<HttpServerRequest> {

    private static final CharSequence BY = HttpHeaders.createOptimized("x-faultline-by");

    private final PlanStore store;
    private final Parking parking;
    private final Loop loop;
    private final Watch watch;
    private final CharSequence by;

    /**
     * @param watch is told of delays and exchanges
     * @param name what answers say they come from
     */
    Reception(PlanStore store, Parking parking, Loop loop, Watch watch, String name) {
        this.store = store;
        this.parking = parking;
        this.loop = loop;
        this.watch = watch;
        by = HttpHeaders.createOptimized(name);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, System.nanoTime(), loop);
        exchange.response().putHeader(BY, by);
        watch.exchanges(exchange);
        exchange.attempt(() -> serve(exchange));
    }

    /** Answers what is no HTTP, or too long; says who did, like every answer. */
    void refuse(HttpServerRequest request) {
        request.response().putHeader(BY, by);
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    private void serve(Exchange exchange) {
        Decider<Act> decider = store.decider();
        Ending<Act> counted = perform(exchange, decider.decide(exchange), decider.plan());
        counted.count().increment();
    }

    private Ending<Act> perform(Exchange exchange, Decision<Act> decision, FaultPlan plan) {
        if (decision instanceof Admitted<Act> admitted) {
            exchange.onEnd(admitted.gate()::leave);
            return perform(exchange, admitted.then(), plan);
        }
        return decision instanceof Held<Act> held
                ? hold(exchange, held, plan)
                : atOnce(exchange, (Ending<Act>) decision);
    }

    private Ending<Act> hold(Exchange exchange, Held<Act> held, FaultPlan plan) {
        if (parking.isClosed()) {
            return atOnce(exchange, held.ending());
        }
        if (!parking.hold(exchange, held, plan.maxActiveFaults())) {
            return atOnce(exchange, held.overflow());
        }
        exchange.expect(held.ending());
        if (plan.otherwise() instanceof Forward) {
            exchange.holdBody();
        }
        if (!held.delay().isZero()) {
            watch.delays().accept(held.delay());
        }
        return held.ending();
    }

    private static Ending<Act> atOnce(Exchange exchange, Ending<Act> ending) {
        exchange.end(ending);
        return ending;
    }
}
