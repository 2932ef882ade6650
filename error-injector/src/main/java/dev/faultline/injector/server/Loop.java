package dev.faultline.injector.server;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.TimeUnit;

/**
 * What acts need of the event loop they happen on, since they are shared by all of them.
 *
 * @param upstreams the connections of this loop
 */
record Loop(ContextInternal context, Upstreams upstreams) {

    /** Runs something on the loop after that time. */
    ScheduledFuture<?> after(long nanos, Runnable action) {
        return context.nettyEventLoop().schedule(() -> context.dispatch(action), nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs something on the loop when what is due already has been done. */
    void soon(Runnable action) {
        context.runOnContext(now -> action.run());
    }
}
