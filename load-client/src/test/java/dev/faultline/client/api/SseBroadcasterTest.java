package dev.faultline.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SseBroadcasterTest {

    private final SseBroadcaster broadcaster = new SseBroadcaster();

    @Test
    void nothingIsTakenFromTheSourceThatWasNotAskedFor() {
        Queue<Integer> source = new ArrayDeque<>(List.of(1, 2, 3));
        Queue<Integer> got = new ArrayDeque<>();
        Subscriber subscriber = new Subscriber(got);
        broadcaster.<Integer>stream(source::poll).subscribe().withSubscriber(subscriber);
        broadcaster.wake();
        assertEquals(3, source.size());
        subscriber.ask(2);
        broadcaster.wake();
        assertEquals(List.of(1, 2), List.copyOf(got));
        assertEquals(1, source.size());
        subscriber.ask(2);
        assertEquals(List.of(1, 2, 3), List.copyOf(got));
        source.add(4);
        assertEquals(3, got.size());
        broadcaster.wake();
        assertEquals(List.of(1, 2, 3, 4), List.copyOf(got));
    }

    @Test
    void aCancelledSubscriptionIsGone() {
        Queue<Integer> source = new ArrayDeque<>(List.of(1));
        Queue<Integer> got = new ArrayDeque<>();
        Subscriber subscriber = new Subscriber(got);
        broadcaster.<Integer>stream(source::poll).subscribe().withSubscriber(subscriber);
        assertTrue(broadcaster.hasSubscribers());
        subscriber.leave();
        assertFalse(broadcaster.hasSubscribers());
        broadcaster.wake();
        subscriber.ask(1);
        assertTrue(got.isEmpty());
    }

    @Test
    void manyThreadsThatWakeLoseAndDoubleNothing() throws InterruptedException {
        Queue<Integer> source = new ConcurrentLinkedQueue<>();
        Queue<Integer> got = new ConcurrentLinkedQueue<>();
        Subscriber subscriber = new Subscriber(got);
        broadcaster.<Integer>stream(source::poll).subscribe().withSubscriber(subscriber);
        subscriber.ask(Long.MAX_VALUE);
        CountDownLatch done = new CountDownLatch(4);
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * 10_000;
            new Thread(() -> {
                        for (int i = first; i < first + 10_000; i++) {
                            source.add(i);
                            broadcaster.wake();
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertTrue(done.await(30, TimeUnit.SECONDS));
        assertEquals(
                IntStream.range(0, 40_000).boxed().toList(),
                got.stream().sorted().toList());
    }

    /** Asks when it is told to. */
    private static final class Subscriber implements Flow.Subscriber<Integer> {
        private final Queue<Integer> got;
        private Flow.@Nullable Subscription subscription;

        private Subscriber(Queue<Integer> got) {
            this.got = got;
        }

        private Flow.Subscription subscription() {
            return Objects.requireNonNull(subscription);
        }

        private void ask(long more) {
            subscription().request(more);
        }

        private void leave() {
            subscription().cancel();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Integer item) {
            got.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("it does not end");
        }
    }
}
