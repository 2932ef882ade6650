package dev.faultline.load.experiment;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How often it is tried to undo something. What a process that is gone has left is tried for longer, since what it steers
 * may still be starting; but that is waited for once, and not again for each undo of each experiment. Confined to one
 * experiment after the other.
 */
final class Patience {

    /** Whoever waits for the verdict does not wait long. */
    static final int TRIES = 3;

    /** For how long a process that begins waits for what it steers. */
    static final Duration LONG = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private final boolean remembers;
    private final long end;
    private final Set<String> givenUp = new HashSet<>();

    private Patience(LongSupplier nanoTime, Duration length, boolean remembers) {
        this.nanoTime = nanoTime;
        this.remembers = remembers;
        this.end = nanoTime.getAsLong() + length.toNanos();
    }

    /** That of an experiment: each undo is tried {@value #TRIES} times. */
    static Patience brief() {
        return new Patience(() -> 0, Duration.ZERO, false);
    }

    /**
     * That of a process that begins, with all that was left behind: from now on for {@link #LONG}, and {@value #TRIES}
     * times in any case, but only once where it has given up before.
     *
     * @param nanoTime monotonic time
     */
    static Patience lasting(LongSupplier nanoTime) {
        return new Patience(nanoTime, LONG, true);
    }

    /**
     * Returns whether it is to be tried once more.
     *
     * @param where what did not obey
     * @param tries how often that has been tried in vain, from 1
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
