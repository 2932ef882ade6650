package dev.faultline.injector.server;

import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.Decision;
import dev.faultline.injector.decide.Outcome;
import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.platform.http.RequestFraming;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Handles the requests of one event loop: asks the plan in force about each, and performs what it decides. A request is
 * counted when it is decided, so that one whose client leaves in the meantime is not lost. Bodies are not asked for: Vert.x reads and drops them as they come, unless the
 * request is held back and may be forwarded then.
 */
final class RequestHandler implements Handler<HttpServerRequest> {

    private static final CharSequence BY = HttpHeaders.createOptimized(Answer.SIGNATURE);

    private final PlanStore<Action> store;
    private final DelayQueue delayed;
    private final EventLoop loop;
    private final Observers observers;
    private final CharSequence by;

    /**
     * @param observers is told of delays and exchanges
     * @param name what answers say they come from
     */
    RequestHandler(PlanStore<Action> store, DelayQueue delayed, EventLoop loop, Observers observers, String name) {
        this.store = store;
        this.delayed = delayed;
        this.loop = loop;
        this.observers = observers;
        by = HttpHeaders.createOptimized(name);
    }

    @Override
    public void handle(HttpServerRequest request) {
        RequestTrailers.begin(request);
        Integer refusal = RequestFraming.refusal(request);
        if (refusal != null) {
            request.response()
                    .putHeader(BY, by)
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .setStatusCode(refusal)
                    .end()
                    .onComplete(sent -> Exchange.connectionOf(request).finish());
            return;
        }
        Exchange exchange = new Exchange(request, System.nanoTime(), loop);
        exchange.response().putHeader(BY, by);
        observers.exchanges(exchange);
        exchange.attempt(() -> serve(exchange));
    }

    /** Answers requests that are not valid HTTP, or too long; says who answered, like every answer. */
    void refuse(HttpServerRequest request) {
        request.response().putHeader(BY, by);
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    private void serve(Exchange exchange) {
        Decider<Action> decider = store.decider();
        Outcome<Action> counted = perform(exchange, decider.decide(exchange), decider.plan());
        counted.count().increment();
    }

    private Outcome<Action> perform(Exchange exchange, Decision<Action> decision, FaultPlan plan) {
        if (decision instanceof Decision.Admitted<Action> admitted) {
            exchange.onEnd(admitted.limiter()::leave);
            return perform(exchange, admitted.then(), plan);
        }
        return decision instanceof Decision.Held<Action> held
                ? hold(exchange, held, plan)
                : atOnce(exchange, (Outcome<Action>) decision);
    }

    private Outcome<Action> hold(Exchange exchange, Decision.Held<Action> held, FaultPlan plan) {
        if (delayed.isClosed()) {
            return atOnce(exchange, held.outcome());
        }
        if (!delayed.hold(exchange, held, plan.maxActiveFaults())) {
            return atOnce(exchange, held.overflow());
        }
        exchange.expect(held.outcome());
        if (plan.otherwise() instanceof Otherwise.Forward) {
            exchange.holdBody();
        }
        if (!held.delay().isZero()) {
            observers.delays().accept(held.delay());
        }
        return held.outcome();
    }

    private static Outcome<Action> atOnce(Exchange exchange, Outcome<Action> outcome) {
        exchange.end(outcome);
        return outcome;
    }
}
