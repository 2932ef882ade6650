package dev.faultline.experiment.journal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How often an undo is retried. What an earlier process left is retried for longer, since what has to obey may still be
 * starting; but only once, and not again for every undo of every experiment. Used by one experiment at a time.
 */
public final class RetryPolicy {

    /** Few: somebody is waiting for the verdict. */
    static final int TRIES = 3;

    /** How long a process that has just started waits for what has to obey. */
    static final Duration LONG = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private final boolean remembers;
    private final long end;
    private final Set<String> givenUp = new HashSet<>();

    private RetryPolicy(LongSupplier nanoTime, Duration length, boolean remembers) {
        this.nanoTime = nanoTime;
        this.remembers = remembers;
        this.end = nanoTime.getAsLong() + length.toNanos();
    }

    /** Returns the policy of an experiment: each undo is tried {@value #TRIES} times. */
    static RetryPolicy brief() {
        return new RetryPolicy(() -> 0, Duration.ZERO, false);
    }

    /**
     * Returns the policy of a process that recovers what an earlier one left: for {@link #LONG} from now on, and at least
     * {@value #TRIES} times, but only once where it has given up before.
     *
     * @param nanoTime monotonic time
     */
    public static RetryPolicy lasting(LongSupplier nanoTime) {
        return new RetryPolicy(nanoTime, LONG, true);
    }

    /**
     * Returns whether to try once more.
     *
     * @param where what did not obey
     * @param tries how many have failed, from 1
     */
    boolean lasts(String where, int tries) {
        if (givenUp.contains(where)) {
            return false;
        }
        boolean more = tries < TRIES || nanoTime.getAsLong() - end < 0;
        if (!more && remembers) {
            givenUp.add(where);
        }
        return more;
    }
}
