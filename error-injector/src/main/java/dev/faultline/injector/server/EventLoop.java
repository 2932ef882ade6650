package dev.faultline.injector.server;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.TimeUnit;

/**
 * What actions, which all loops share, need of the event loop that they run on.
 *
 * @param upstreams the connections of this loop
 */
record EventLoop(ContextInternal context, Upstreams upstreams) {

    /** Runs something on the loop after that time. */
    ScheduledFuture<?> after(long nanos, Runnable action) {
        return context.nettyEventLoop().schedule(() -> context.dispatch(action), nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs something on the loop once everything already due has run. */
    void soon(Runnable action) {
        context.runOnContext(now -> action.run());
    }
}
