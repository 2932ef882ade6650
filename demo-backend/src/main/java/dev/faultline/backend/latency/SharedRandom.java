package dev.faultline.backend.latency;

import java.util.random.RandomGenerator;

/**
 * One sequence of chance for all event loops, so that a seed fixes it. Threadsafe: an uncontended lock costs less than
 * the timer it is drawn for.
 */
public final class SharedRandom implements RandomGenerator {

    private final RandomGenerator source;

    /** @param source used by nobody else */
    public SharedRandom(RandomGenerator source) {
        this.source = source;
    }

    @Override
    public synchronized long nextLong() {
        return source.nextLong();
    }
}
