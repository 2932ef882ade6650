package dev.faultline.injector.server;

import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.Decision;
import dev.faultline.injector.decide.Delayed;
import dev.faultline.injector.decide.Ending;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Takes requests, has them decided and sees the decision done. A request is counted when it is decided, so that one
 * whose client leaves meanwhile is not lost. Bodies are not asked for: Vert.x reads and drops them as they come.
 */
final class Reception implements Handler<HttpServerRequest> {

    private static final CharSequence BY = HttpHeaders.createOptimized("x-faultline-by");

    private final PlanStore store;
    private final Parking parking;
    private final Consumer<Duration> delays;
    private final CharSequence host;

    /**
     * @param delays is told every delay that is injected
     * @param host what answers say they come from
     */
    Reception(PlanStore store, Parking parking, Consumer<Duration> delays, String host) {
        this.store = store;
        this.parking = parking;
        this.delays = delays;
        this.host = HttpHeaders.createOptimized(host);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request);
        exchange.response().putHeader(BY, host);
        Decider<Act> decider = store.decider();
        Decision<Act> decision = decider.decide(exchange);
        Ending<Act> counted = decision instanceof Delayed<Act> delayed
                ? delay(exchange, delayed, decider.plan().maxActiveFaults())
                : atOnce(exchange, (Ending<Act>) decision);
        counted.count().increment();
    }

    /** Answers what is no HTTP, or too long; says who did, like every answer. */
    void refuse(HttpServerRequest request) {
        request.response().putHeader(BY, host);
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    private Ending<Act> delay(Exchange exchange, Delayed<Act> delayed, int max) {
        if (parking.isClosed()) {
            return atOnce(exchange, delayed.ending());
        }
        if (!parking.hold(exchange, delayed, max)) {
            return atOnce(exchange, delayed.overflow());
        }
        delays.accept(delayed.delay());
        return delayed.ending();
    }

    private static Ending<Act> atOnce(Exchange exchange, Ending<Act> ending) {
        exchange.end(ending);
        return ending;
    }
}
