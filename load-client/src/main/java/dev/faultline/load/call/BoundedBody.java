package dev.faultline.load.call;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/**
 * A body up to a bound; a longer one fails its call. One for each call, confined to the event loop of that.
 *
 * @param most the bound in bytes
 */
record BoundedBody(int most) implements BodyCodec<Buffer> {

    @Override
    public void create(Handler<AsyncResult<BodyStream<Buffer>>> handler) {
        handler.handle(Future.succeededFuture(new Kept(most)));
    }

    private static final class Kept implements BodyStream<Buffer> {

        private final int most;
        private final Promise<Buffer> whole = Promise.promise();
        private Buffer kept = Buffer.buffer();

        private Kept(int most) {
            this.most = most;
        }

        @Override
        public Future<Void> write(Buffer data) {
            if (kept.length() + data.length() > most) {
                kept = Buffer.buffer();
                String complaint = "the answer has more than " + most + " bytes";
                boolean unused = whole.tryFail(complaint);
                return Future.failedFuture(complaint);
            }
            kept.appendBuffer(data);
            return Future.succeededFuture();
        }

        @Override
        public void write(Buffer data, @Nullable Handler<AsyncResult<Void>> handler) {
            Future<Void> written = write(data);
            if (handler != null) {
                Future<Void> unused = written.onComplete(handler);
            }
        }

        @Override
        public void end(@Nullable Handler<AsyncResult<Void>> handler) {
            boolean unused = whole.tryComplete(kept);
            if (handler != null) {
                handler.handle(Future.succeededFuture());
            }
        }

        @Override
        public void handle(Throwable failure) {
            boolean unused = whole.tryFail(failure);
        }

        @Override
        public Future<Buffer> result() {
            return whole.future();
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            return this;
        }
    }
}
