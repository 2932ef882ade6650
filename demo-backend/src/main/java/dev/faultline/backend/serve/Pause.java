package dev.faultline.backend.serve;

import dev.faultline.backend.latency.NoServiceTime;
import dev.faultline.backend.latency.ServiceTime;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Holds requests back for the service time, on their own event loop. Threadsafe. */
public final class Pause {

    private final ServiceTime time;
    private final RandomGenerator random;

    /** @param random threadsafe: all event loops draw from it */
    public Pause(ServiceTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** Goes on after the service time, or at once if there is none; never if the client has left by then. */
    void before(Exchange exchange, Runnable next) {
        if (time instanceof NoServiceTime) {
            next.run();
            return;
        }
        // A timer of Vert.x counts whole milliseconds; the event loop's own, on epoll, is exact to 0.1 ms.
        ContextInternal context = (ContextInternal) Vertx.currentContext();
        Future<?> timer = context.nettyEventLoop()
                .schedule(
                        () -> context.runOnContext(end -> next.run()),
                        time.sample(random).toNanos(),
                        TimeUnit.NANOSECONDS);
        exchange.onLeave(() -> timer.cancel(false));
    }
}
