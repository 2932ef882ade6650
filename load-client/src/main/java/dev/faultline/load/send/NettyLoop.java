package dev.faultline.load.send;

import dev.faultline.load.drive.Loop;
import io.netty.channel.EventLoop;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An event loop as the loop of a load. */
final class NettyLoop implements Loop {

    private final ContextInternal context;
    private final EventLoop loop;

    /** Takes one of that instance's event loops, which others may use too. */
    NettyLoop(VertxInternal vertx) {
        this.context = vertx.createEventLoopContext();
        this.loop = context.nettyEventLoop();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer at(long nanos, Runnable task) {
        long wait = Math.max(0, nanos - nanoTime());
        ScheduledFuture<?> scheduled = loop.schedule(() -> context.dispatch(task), wait, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Returns what runs tasks on the loop. */
    Executor executor() {
        return task -> loop.execute(() -> context.dispatch(task));
    }

    /** Returns the context that everything on the loop belongs to. */
    ContextInternal context() {
        return context;
    }
}
