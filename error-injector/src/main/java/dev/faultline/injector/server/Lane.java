package dev.faultline.injector.server;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.util.function.Function;

/** One event loop of the data plane and what lives on it. */
record Lane(ContextInternal context, Parking parking, Reception reception, int port) {

    /** Returns the same lane, listening on that port. */
    Lane on(int actualPort) {
        return new Lane(context, parking, reception, actualPort);
    }

    /** Does something with the parking on its own loop; may be called from any thread. */
    Future<Object> onLoop(Function<Parking, Future<?>> action) {
        Promise<Object> done = Promise.promise();
        context.runOnContext(now -> action.apply(parking).<Object>mapEmpty().onComplete(done));
        return done.future();
    }
}
