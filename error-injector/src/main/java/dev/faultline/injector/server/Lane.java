package dev.faultline.injector.server;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** One event loop of the data plane and what lives on it. */
record Lane(Loop loop, Parking parking, Reception reception, int port) {

    /** Returns the same lane, listening on that port. */
    Lane on(int actualPort) {
        return new Lane(loop, parking, reception, actualPort);
    }

    /** Lets everything that is held back go at once, without a fault; may be called from any thread. */
    Future<Object> releaseHeld() {
        return onLoop(() -> {
            parking.stop();
            return Future.succeededFuture();
        });
    }

    /** Answers at once what is held back; returns when that has left, and what is being forwarded. From any thread. */
    Future<Object> close() {
        return onLoop(() -> Future.join(parking.close(), loop.upstreams().quiet()));
    }

    private Future<Object> onLoop(Supplier<Future<?>> action) {
        Promise<Object> done = Promise.promise();
        loop.soon(() -> action.get().<Object>mapEmpty().onComplete(done));
        return done.future();
    }
}
