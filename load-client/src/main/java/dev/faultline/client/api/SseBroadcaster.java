package dev.faultline.client.api;

import dev.faultline.platform.http.Responses;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.smallrye.mutiny.Multi;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Streams of server-sent events, a bounded number. Each subscriber has a source that knows how far it has read in what all
 * of them share: nothing is buffered for anybody, and a slow one gets what its source still finds. At shutdown the server
 * closes the connections before anybody is told of it, which ends the streams. Threadsafe.
 */
public final class SseBroadcaster {

    /** How many streams may be open at a time. */
    static final int MAX_STREAMS = 64;

    private static final int RETRY_AFTER_SECONDS = 5;

    private final Set<Subscription<?>> subscriptions = new LinkedHashSet<>();
    private int taken;

    /** What one subscriber reads. Called by one thread at a time. */
    @FunctionalInterface
    public interface Source<T> {

        /** Returns what comes next; null if there is nothing now. Never blocks. */
        @Nullable
        T next();
    }

    /**
     * Reserves a place for the response of this exchange until that ends. To be called before anything is answered: a
     * client that gets no place must see that by the status.
     *
     * @throws WebApplicationException with status 503 if all are taken
     */
    public void hold(RoutingContext exchange) {
        Runnable giveBack = place().orElseThrow(SseBroadcaster::full);
        ChannelFuture closing =
                ((ConnectionBase) exchange.request().connection()).channel().closeFuture();
        // A response whose connection is found closed by a write tells nobody of its end.
        ChannelFutureListener closed = channel -> giveBack.run();
        closing.addListener(closed);
        exchange.addEndHandler(ended -> {
            closing.removeListener(closed);
            giveBack.run();
        });
    }

    private static WebApplicationException full() {
        Response problem = Responses.problem(
                503, "Too many streams", "at most " + MAX_STREAMS + " may be open at a time; end one");
        return new WebApplicationException(Response.fromResponse(problem)
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build());
    }

    /** Returns what gives a place back, once or more often; empty if all are taken. */
    synchronized Optional<Runnable> place() {
        if (taken == MAX_STREAMS) {
            return Optional.empty();
        }
        taken++;
        AtomicBoolean given = new AtomicBoolean();
        return Optional.of(() -> {
            if (given.compareAndSet(false, true)) {
                giveBack();
            }
        });
    }

    private synchronized void giveBack() {
        taken--;
    }

    /** Returns whether any stream is open. */
    public synchronized boolean hasSubscribers() {
        return !subscriptions.isEmpty();
    }

    /** Returns a stream of what that source has, as fast as it is asked for. */
    public <T> Multi<T> stream(Source<T> source) {
        return Multi.createFrom().publisher(subscriber -> {
            Subscription<T> subscription = new Subscription<>(source, subscriber);
            // One that is cancelled at once must be in the set before.
            join(subscription);
            subscriber.onSubscribe(subscription);
        });
    }

    /** Has all sources asked again: there may be something new. */
    public void wake() {
        current().forEach(Subscription::drain);
    }

    private synchronized List<Subscription<?>> current() {
        return List.copyOf(subscriptions);
    }

    private synchronized void join(Subscription<?> subscription) {
        subscriptions.add(subscription);
    }

    private synchronized void leave(Subscription<?> subscription) {
        subscriptions.remove(subscription);
    }

    private final class Subscription<T> implements Flow.Subscription {

        private final Source<T> source;
        private final Flow.Subscriber<? super T> subscriber;
        private final AtomicLong wanted = new AtomicLong();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean cancelled;

        private Subscription(Source<T> source, Flow.Subscriber<? super T> subscriber) {
            this.source = source;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            if (more <= 0) {
                cancel();
                subscriber.onError(new IllegalArgumentException("must request at least one, was " + more));
                return;
            }
            wanted.accumulateAndGet(more, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            drain();
        }

        @Override
        public void cancel() {
            cancelled = true;
            leave(this);
        }

        /** One thread at a time hands over; another that comes meanwhile has it check once more. */
        private void drain() {
            if (calls.getAndIncrement() != 0) {
                return;
            }
            int seen = 1;
            do {
                handOver();
                seen = calls.addAndGet(-seen);
            } while (seen != 0);
        }

        private void handOver() {
            while (!cancelled && wanted.get() > 0) {
                T next = source.next();
                if (next == null) {
                    return;
                }
                if (wanted.get() != Long.MAX_VALUE) {
                    wanted.decrementAndGet();
                }
                subscriber.onNext(next);
            }
        }
    }
}
