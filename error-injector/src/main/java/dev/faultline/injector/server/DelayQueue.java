package dev.faultline.injector.server;

import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Decision;
import dev.faultline.injector.decide.Outcome;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The active faults of one event loop: requests that are held back, and answers that take their time. Everything happens
 * on that loop.
 *
 * <p>The loop's own scheduler counts nanoseconds, where the timers of Vert.x count whole milliseconds; with epoll a delay
 * is some 0.1 ms long at most, and never short.
 */
final class DelayQueue {

    private final ContextInternal context;
    private final ActiveFaults active;
    private final Set<Parked> parked = new HashSet<>();
    private boolean closed;

    /** One exchange that has a place; two of them are never equal. */
    private final class Parked {

        private final Exchange exchange;
        private final Decision.Held<Action> held;
        private final ScheduledFuture<?> timer;
        private boolean waiting = true;

        Parked(Exchange exchange, Decision.Held<Action> held) {
            this.exchange = exchange;
            this.held = held;
            timer = context.nettyEventLoop()
                    .schedule(
                            () -> context.dispatch(() -> end(held.outcome(), held.delay())),
                            nanosLeft(exchange, held),
                            TimeUnit.NANOSECONDS);
        }

        /** Frees the place, if that was not done before. */
        private void leave() {
            if (parked.remove(this)) {
                waiting = false;
                timer.cancel(false);
                active.leave();
            }
        }

        /** Ends the waiting; the place is kept only for an action that goes on injecting until the end of the exchange. */
        private void end(Outcome<Action> outcome, Duration delay) {
            if (waiting) {
                waiting = false;
                timer.cancel(false);
                if (!held.lasts() || !outcome.equals(held.outcome())) {
                    leave();
                }
                exchange.attempt(() -> {
                    if (!delay.isZero()) {
                        exchange.heldFor(delay);
                    }
                    exchange.end(outcome);
                });
            }
        }

        private void release(Outcome<Action> outcome) {
            Duration soFar = Duration.ofNanos(System.nanoTime() - exchange.arrival());
            end(outcome, soFar.compareTo(held.delay()) < 0 ? soFar : held.delay());
            exchange.hurry();
        }
    }

    DelayQueue(ContextInternal context, ActiveFaults active) {
        this.context = context;
        this.active = active;
    }

    /** Gives an exchange a place, if fewer than {@code max} are taken; returns whether it did. */
    boolean hold(Exchange exchange, Decision.Held<Action> held, int max) {
        if (!active.enter(max)) {
            return false;
        }
        Parked place = new Parked(exchange, held);
        parked.add(place);
        // Last, since it may run at once: what was still in the buffer of a broken connection is taken for a request.
        exchange.onEnd(place::leave);
        return true;
    }

    /** Returns whether nothing is held back any more, because the service stops. */
    boolean isClosed() {
        return closed;
    }

    /** Lets all go at once without a fault: the kill switch. */
    void stop() {
        release(Decision.Held::stopped);
    }

    /** Lets all go at once to the end they would have had, now and from now on; returns when their answers have left. */
    Future<?> close() {
        closed = true;
        return release(Decision.Held::outcome);
    }

    private Future<?> release(Function<Decision.Held<Action>, Outcome<Action>> outcome) {
        List<Parked> all = List.copyOf(parked);
        // Each by itself, so that a bug that hits one leaves none of the others behind.
        all.forEach(each -> context.dispatch(() -> each.release(outcome.apply(each.held))));
        return Future.join(all.stream().map(each -> each.exchange.sent()).toList());
    }

    /** The time that was already spent counts. */
    private static long nanosLeft(Exchange exchange, Decision.Held<Action> held) {
        long whole = held.delay().plus(held.hold()).toNanos();
        return Math.max(0, whole - (System.nanoTime() - exchange.arrival()));
    }
}
