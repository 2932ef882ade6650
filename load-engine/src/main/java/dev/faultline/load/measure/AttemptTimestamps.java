package dev.faultline.load.measure;

/**
 * The five instants of one attempt, all from the same monotonic clock in nanoseconds. What an attempt did not reach
 * stays {@link #NEVER}. Confined to the event loop that sends.
 */
public final class AttemptTimestamps {

    /** The value of an instant that was never reached. */
    public static final long NEVER = Long.MIN_VALUE;

    private final long intended;
    private final long dispatched;
    private long connected = NEVER;
    private long firstByte = NEVER;
    private long ended = NEVER;

    /** Starts with when the attempt was due and when it was handed to the client. */
    public AttemptTimestamps(long intended, long dispatched) {
        this.intended = intended;
        this.dispatched = dispatched;
    }

    /** Notes that a connection was granted. */
    public void connected(long now) {
        connected = now;
    }

    /** Notes the head of the answer. */
    public void firstByte(long now) {
        firstByte = now;
    }

    /** Notes the end, whatever it was. */
    public void ended(long now) {
        ended = now;
    }

    /** Returns when the attempt was handed to the client. */
    public long dispatchedAt() {
        return dispatched;
    }

    /** Returns when the attempt ended. */
    public long endedAt() {
        return ended;
    }

    /** Returns what a caller would have waited: from when the attempt was due to its end. */
    public long latencyNanos() {
        return ended - intended;
    }

    /** Returns the time from the granted connection to the end; from the dispatch if none was granted. */
    public long serviceNanos() {
        return ended - (connected == NEVER ? dispatched : connected);
    }

    /** Returns how late the client itself was: from when the attempt was due to its dispatch. */
    public long lagNanos() {
        return dispatched - intended;
    }

    /** Returns whether the head of an answer was seen. */
    public boolean answered() {
        return firstByte != NEVER;
    }

    /** Returns whether a connection was granted. */
    public boolean wasConnected() {
        return connected != NEVER;
    }
}
