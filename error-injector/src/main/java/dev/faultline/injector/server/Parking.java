package dev.faultline.injector.server;

import dev.faultline.injector.decide.Delayed;
import dev.faultline.injector.decide.Ending;
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
 * The requests of one event loop that are being held back. Everything happens on that loop.
 *
 * <p>The loop's own scheduler counts nanoseconds, where the timers of Vert.x count whole milliseconds; with epoll a delay
 * is some 0.1 ms long at most, and never short.
 */
final class Parking {

    private final ContextInternal context;
    private final ActiveFaults active;
    private final Set<Parked> parked = new HashSet<>();
    private boolean closed;

    /** One request held back; two of them are never equal. */
    private final class Parked {

        private final Exchange exchange;
        private final Delayed<Act> delayed;
        private final ScheduledFuture<?> timer;

        Parked(Exchange exchange, Delayed<Act> delayed) {
            this.exchange = exchange;
            this.delayed = delayed;
            timer = context.nettyEventLoop()
                    .schedule(
                            () -> context.dispatch(() -> end(delayed.ending(), delayed.delay())),
                            delayed.delay().toNanos(),
                            TimeUnit.NANOSECONDS);
            exchange.response().closeHandler(gone -> leave());
        }

        /** Frees the place; returns false if that was done before. */
        private boolean leave() {
            if (!parked.remove(this)) {
                return false;
            }
            timer.cancel(false);
            active.leave();
            return true;
        }

        private void end(Ending<Act> ending, Duration held) {
            if (leave()) {
                exchange.heldFor(held);
                exchange.end(ending);
            }
        }

        private Duration soFar() {
            return delayed.delay().minusNanos(Math.max(0, timer.getDelay(TimeUnit.NANOSECONDS)));
        }
    }

    Parking(ContextInternal context, ActiveFaults active) {
        this.context = context;
        this.active = active;
    }

    /** Holds a request back, if fewer than {@code max} are being held back; returns whether it does. */
    boolean hold(Exchange exchange, Delayed<Act> delayed, int max) {
        if (!active.enter(max)) {
            return false;
        }
        parked.add(new Parked(exchange, delayed));
        return true;
    }

    /** Returns whether no request is held back any more, because the service stops. */
    boolean isClosed() {
        return closed;
    }

    /** Lets all go at once without a fault: the kill switch. */
    void stop() {
        release(Delayed::stopped);
    }

    /** Lets all go at once to the end they would have had, now and from now on; returns when their answers have left. */
    Future<?> close() {
        closed = true;
        return release(Delayed::ending);
    }

    private Future<?> release(Function<Delayed<Act>, Ending<Act>> ending) {
        List<Parked> all = List.copyOf(parked);
        all.forEach(each -> each.end(ending.apply(each.delayed), each.soFar()));
        return Future.join(all.stream().map(each -> each.exchange.sent()).toList());
    }
}
