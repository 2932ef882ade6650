package dev.faultline.backend;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests from their head to the end of their answer, and open connections. Threadsafe, never blocks. */
@Singleton
final class Traffic {

    /** How a request ended. The labels are the bounded set of the metric {@code faultline_backend_requests_total}. */
    enum Outcome {
        SUCCESS("2xx"),
        REDIRECTION("3xx"),
        CLIENT_ERROR("4xx"),
        SERVER_ERROR("5xx"),
        /** The client left before it had the whole answer. */
        ABORTED("aborted");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /** Returns the label of the metric. */
        String label() {
            return label;
        }

        /** Returns the outcome of an answer that was sent whole. */
        static Outcome of(int status) {
            return switch (status / 100) {
                case 3 -> REDIRECTION;
                case 4 -> CLIENT_ERROR;
                case 5 -> SERVER_ERROR;
                default -> SUCCESS;
            };
        }
    }

    private final Map<Outcome, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    /** Counts a request in. Returns how many are in flight with it. */
    int begin() {
        return inFlight.incrementAndGet();
    }

    /** Counts a request out, with the bytes of its body that were sent and the time since it was counted in. */
    void end(Outcome outcome, long sentBytes, long tookNanos) {
        inFlight.decrementAndGet();
        adder(outcome).increment();
        bytes.add(sentBytes);
        nanos.add(tookNanos);
    }

    /** Counts a connection in. */
    void connected() {
        connections.incrementAndGet();
    }

    /** Counts a connection out. */
    void disconnected() {
        connections.decrementAndGet();
    }

    /** Returns how many requests ended so. */
    long ended(Outcome outcome) {
        return adder(outcome).sum();
    }

    /** Returns how many requests ended, however they ended. */
    long ended() {
        return outcomes.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Returns how many requests are being answered. */
    int inFlight() {
        return inFlight.get();
    }

    /** Returns how many connections are open that have sent a request. */
    int connections() {
        return connections.get();
    }

    /** Returns the bytes of bodies that were sent. */
    long bytes() {
        return bytes.sum();
    }

    /** Returns the sum of the times that the requests took which ended, in nanoseconds. */
    long nanos() {
        return nanos.sum();
    }

    private LongAdder adder(Outcome outcome) {
        return outcomes.computeIfAbsent(outcome, first -> new LongAdder());
    }
}
