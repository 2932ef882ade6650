package dev.faultline.load.http;

import dev.faultline.load.engine.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An event loop of Vert.x, which others may use too. Threadsafe but for the tasks, which are confined to it. */
public final class VertxEventLoop implements EventLoop, Executor {

    private final ContextInternal context;

    /** Takes a loop of its own from that Vert.x. */
    public VertxEventLoop(Vertx vertx) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer at(long nanos, Runnable task) {
        long wait = Math.max(0, nanos - nanoTime());
        ScheduledFuture<?> scheduled =
                context.nettyEventLoop().schedule(() -> context.dispatch(task), wait, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Runs the task on the loop. Threadsafe. */
    @Override
    public void execute(Runnable task) {
        context.nettyEventLoop().execute(() -> context.dispatch(task));
    }

    /** Returns the context that everything on the loop belongs to. */
    ContextInternal context() {
        return context;
    }
}
