package dev.faultline.load.api;

import io.smallrye.mutiny.Multi;
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
 * The readers of a stream, a bounded number. Each has a source that knows how far it has read in what all of them share:
 * nothing is kept for anybody, and who reads slowly gets what the source still finds. At shutdown the server closes the
 * connections before anybody is told of it, which frees the readers. Threadsafe.
 */
final class Readers {

    /** How many may read at a time. */
    static final int MOST = 64;

    private final Set<Reader<?>> readers = new LinkedHashSet<>();
    private int taken;

    /** What one reader reads. Asked by one thread at a time. */
    @FunctionalInterface
    interface Source<T> {

        /** Returns what comes next; null if there is nothing now. Never blocks. */
        @Nullable
        T next();
    }

    /**
     * Takes a place among the readers, before anything is answered: who gets none must be told so by the status.
     *
     * @return what gives the place back, once or more often; nothing if all are taken
     */
    synchronized Optional<Runnable> place() {
        if (taken == MOST) {
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

    /** Returns whether anybody reads. */
    synchronized boolean any() {
        return !readers.isEmpty();
    }

    /** Returns what that source has, as fast as it is asked for. */
    <T> Multi<T> read(Source<T> source) {
        return Multi.createFrom().publisher(subscriber -> {
            Reader<T> reader = new Reader<>(source, subscriber);
            // Who is gone by the time it is told must be in the set before.
            join(reader);
            subscriber.onSubscribe(reader);
        });
    }

    /** Something may be there that was not before. */
    void tell() {
        now().forEach(Reader::drain);
    }

    private synchronized List<Reader<?>> now() {
        return List.copyOf(readers);
    }

    private synchronized void join(Reader<?> reader) {
        readers.add(reader);
    }

    private synchronized void leave(Reader<?> reader) {
        readers.remove(reader);
    }

    private final class Reader<T> implements Flow.Subscription {

        private final Source<T> source;
        private final Flow.Subscriber<? super T> subscriber;
        private final AtomicLong wanted = new AtomicLong();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean gone;

        private Reader(Source<T> source, Flow.Subscriber<? super T> subscriber) {
            this.source = source;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            if (more <= 0) {
                cancel();
                subscriber.onError(new IllegalArgumentException("must ask for one at least, was " + more));
                return;
            }
            long unused = wanted.accumulateAndGet(more, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            drain();
        }

        @Override
        public void cancel() {
            gone = true;
            leave(this);
        }

        /** One thread at a time hands over; another that comes meanwhile has it look once more. */
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
            while (!gone && wanted.get() > 0) {
                T next = source.next();
                if (next == null) {
                    return;
                }
                if (wanted.get() != Long.MAX_VALUE) {
                    long unused = wanted.decrementAndGet();
                }
                subscriber.onNext(next);
            }
        }
    }
}
