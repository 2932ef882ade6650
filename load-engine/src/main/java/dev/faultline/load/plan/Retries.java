package dev.faultline.load.plan;

import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How a failed attempt is repeated. Every attempt that is no success is repeated, whatever its method.
 *
 * @param limit how many times one request is repeated at most, from 1 to {@value #MAX_LIMIT}; 1 if not given
 * @param budget retries as a share of all requests, 20 % if not given: what keeps retries from making an outage worse
 * @param backoff how long the first repetition waits at most, 25 ms if not given; it doubles with each
 * @param maxBackoff the longest wait, 1 s if not given
 */
public record Retries(Integer limit, Percentage budget, Duration backoff, Duration maxBackoff) {

    private static final int MAX_LIMIT = 10;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Fills in what was not given and checks the bounds. */
    public Retries {
        limit = limit == null ? 1 : limit;
        budget = budget == null ? new Percentage(20) : budget;
        backoff = backoff == null ? Duration.ofMillis(25) : backoff;
        maxBackoff = maxBackoff == null ? Duration.ofSeconds(1) : maxBackoff;
        Require.between("limit", limit, 1, MAX_LIMIT);
        Require.between("backoff", backoff, Duration.ZERO, LONGEST);
        Require.between("maxBackoff", maxBackoff, backoff, LONGEST);
    }

    /**
     * Draws how long the {@code n}-th repetition waits, n from one: evenly from nothing to {@code backoff * 2^(n-1)},
     * at most {@code maxBackoff} ("full jitter": Brooker, Exponential Backoff And Jitter, AWS 2015).
     */
    public long waitNanos(int n, RandomGenerator random) {
        double most = Math.min((double) maxBackoff.toNanos(), backoff.toNanos() * Math.scalb(1.0, n - 1));
        return (long) (random.nextDouble() * most);
    }
}
