package dev.faultline.injector.server;

import dev.faultline.injector.fault.Delivery;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How content is sent: whole, cut short or slowly; prepared once per plan. Threadsafe. */
@FunctionalInterface
interface Sender {

    /** Sends the content and ends the exchange. */
    void send(ResponseWriter writer, PreparedSource.Content content);

    /** Prepares a delivery. */
    static Sender of(Delivery delivery) {
        Sender sender = ofAnswer(delivery);
        long most = delivery instanceof Delivery.Cut cut ? cut.sent() : Long.MAX_VALUE;
        Delivery.End end = delivery instanceof Delivery.Cut cut ? cut.end() : Delivery.End.CLOSE;
        return (writer, content) -> {
            if (content.tunnel() == null) {
                sender.send(writer, content);
            } else {
                content.tunnel().open(most, end);
            }
        };
    }

    private static Sender ofAnswer(Delivery delivery) {
        if (delivery instanceof Delivery.Cut cut) {
            return new Cut(cut);
        }
        if (delivery instanceof Delivery.Drip drip) {
            return new Drip(drip.bytesPerSecond());
        }
        return new Whole();
    }

    /** Sends all of it, as fast as the caller takes it. */
    final class Whole implements Sender {

        @Override
        public void send(ResponseWriter writer, PreparedSource.Content content) {
            new BodyWriter(writer, content, 0, new BodyWriter.Course() {
                        @Override
                        public void spent() {}

                        @Override
                        public void ended() {
                            writer.end(content.trailers().get());
                        }
                    })
                    .start(Long.MAX_VALUE);
            if (content.length() != 0) {
                // A body that takes its time must not keep the head waiting. One that is over already goes with it: a
                // gRPC
                // status in a head counts only if that ends the stream.
                writer.exchange().soon(writer::sendHead);
            }
        }
    }

    /** Sends less of it than there is. An answer without a body cannot be cut: then nothing of it is sent. */
    final class Cut implements Sender {

        private final Delivery.Cut cut;

        Cut(Delivery.Cut cut) {
            this.cut = cut;
        }

        @Override
        public void send(ResponseWriter writer, PreparedSource.Content content) {
            if (content.length() == 0) {
                writer.withhold(cut.end());
                return;
            }
            boolean known = content.length() != PreparedSource.Content.UNKNOWN;
            long most = known ? Math.min(cut.sent(), content.length() - 1) : cut.sent();
            // A body that does not tell its length ends after any byte, so one is kept back; not to send any, one must
            // come.
            new Cutting(writer, content, known || most == 0 ? 0 : 1).outflow.start(most);
        }

        private final class Cutting implements BodyWriter.Course {

            private final ResponseWriter writer;
            private final BodyWriter outflow;

            Cutting(ResponseWriter writer, PreparedSource.Content content, int withheld) {
                this.writer = writer;
                outflow = new BodyWriter(writer, content, withheld, this);
            }

            @Override
            public void spent() {
                outflow.stop();
                writer.cut(cut.end());
            }

            @Override
            public void ended() {
                if (outflow.isEmpty()) {
                    writer.withhold(cut.end());
                } else {
                    writer.cut(cut.end());
                }
            }
        }
    }

    /** Sends all of it, slowly: the n-th byte is due n/rate seconds after the head. */
    final class Drip implements Sender {

        /** Bytes that are due within the same 10 ms go together. */
        private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

        private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

        private final long bytesPerSecond;

        Drip(long bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
        }

        @Override
        public void send(ResponseWriter writer, PreparedSource.Content content) {
            new Dripping(writer, content).start();
        }

        private final class Dripping implements BodyWriter.Course {

            private final ResponseWriter writer;
            private final PreparedSource.Content content;
            private final BodyWriter outflow;
            private final long start = System.nanoTime();
            private @Nullable ScheduledFuture<?> timer;
            private boolean hurried;

            Dripping(ResponseWriter writer, PreparedSource.Content content) {
                this.writer = writer;
                this.content = content;
                outflow = new BodyWriter(writer, content, 0, this);
            }

            void start() {
                writer.exchange().hurryBy(this::hurry);
                writer.exchange().onEnd(this::cancel);
                outflow.start(0);
                writer.exchange().soon(writer::sendHead);
                schedule(0);
            }

            @Override
            public void spent() {
                // The next tick allows more.
            }

            @Override
            public void ended() {
                writer.end(content.trailers().get());
            }

            private void tick() {
                long due = (long) ((System.nanoTime() - start) / SECOND * bytesPerSecond);
                outflow.allow(due);
                schedule(due);
            }

            /** Has the byte after so many sent when it is due; a caller that takes none is asked again then. */
            private void schedule(long due) {
                if (writer.isOver() || hurried) {
                    return;
                }
                long next = (long) Math.ceil((due + 1) * SECOND / bytesPerSecond) - (System.nanoTime() - start);
                timer = writer.exchange().after(Math.max(TICK_NANOS, next), this::tick);
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
}
