package dev.faultline.injector.server;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends all of it, slowly: the n-th byte is due n/rate seconds after the head. */
final class DripSender implements Sender {

    /** Bytes that are due within the same 10 ms go together. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;

    DripSender(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public void send(Reply reply, Content content) {
        new Dripping(reply, content).start();
    }

    private final class Dripping implements Outflow.Course {

        private final Reply reply;
        private final Content content;
        private final Outflow outflow;
        private final long start = System.nanoTime();
        private @Nullable ScheduledFuture<?> timer;
        private boolean hurried;

        Dripping(Reply reply, Content content) {
            this.reply = reply;
            this.content = content;
            outflow = new Outflow(reply, content, 0, this);
        }

        void start() {
            reply.exchange().hurryBy(this::hurry);
            reply.exchange().onEnd(this::cancel);
            outflow.start(0);
            reply.exchange().soon(reply::sendHead);
            schedule(0);
        }

        @Override
        public void spent() {
            // The next tick allows more.
        }

        @Override
        public void ended() {
            reply.end(content.trailers().get());
        }

        private void tick() {
            long due = (long) ((System.nanoTime() - start) / SECOND * bytesPerSecond);
            outflow.allow(due);
            schedule(due);
        }

        /** Has the byte after so many sent when it is due; a caller that takes none is asked again then. */
        private void schedule(long due) {
            if (reply.isOver() || hurried) {
                return;
            }
            long next = (long) Math.ceil((due + 1) * SECOND / bytesPerSecond) - (System.nanoTime() - start);
            timer = reply.exchange().after(Math.max(TICK_NANOS, next), this::tick);
        }

        /** The rest goes as fast as the caller takes it. */
        private void hurry() {
            hurried = true;
            cancel();
            outflow.allow(Long.MAX_VALUE);
        }

        private void cancel() {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
