package dev.faultline.backend.status;

import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests from their head to the last byte of their answer. Threadsafe, never blocks. */
public final class Traffic {

    /** The most that {@code maxInFlight} can be: the scoreboard has a character for each, and monitors read 64 KiB. */
    public static final int MOST = 50_000;

    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile boolean draining;

    /**
     * @param field names the bound in a complaint
     * @throws dev.faultline.wire.InvalidValue unless the bound is from 1 to {@link #MOST}
     */
    public Traffic(String field, int maxInFlight) {
        Require.between(field, maxInFlight, 1, MOST);
        this.maxInFlight = maxInFlight;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    /** Counts a request in. Returns whether there is room for it; if not, it is to be refused, then counted out. */
    public boolean begin() {
        return inFlight.incrementAndGet() <= maxInFlight;
    }

    /** Counts a request out, with the bytes of body that were sent and the time since it was counted in. */
    public void end(Outcome outcome, long sentBytes, long tookNanos) {
        inFlight.decrementAndGet();
        adder(outcome).increment();
        bytes.add(sentBytes);
        nanos.add(tookNanos);
    }

    /** From now on what is in flight is finishing gracefully. */
    public void drain() {
        draining = true;
    }

    /** Returns how many ended so. */
    public long ended(Outcome outcome) {
        return adder(outcome).sum();
    }

    /** Returns how many requests are being answered right now. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Returns all that ended since the start. */
    public Totals totals() {
        long accesses = outcomes.values().stream().mapToLong(LongAdder::sum).sum();
        return new Totals(accesses, bytes.sum(), Duration.ofNanos(nanos.sum()));
    }

    /** Returns the places for requests, as Apache would tell its workers. */
    public Workers workers() {
        int busy = inFlight();
        int idle = Math.max(0, maxInFlight - busy);
        return draining ? new Workers(0, busy, idle, true) : new Workers(busy, 0, idle, false);
    }

    private LongAdder adder(Outcome outcome) {
        LongAdder adder = outcomes.get(outcome);
        if (adder == null) {
            throw new AssertionError("every outcome has its adder");
        }
        return adder;
    }
}
