package dev.faultline.load.measure;

import java.util.SplittableRandom;

/**
 * Attempts at a service whose answers take a log-normal time with a median of 20 ms and a 99th percentile of 200 ms: 97 %
 * are answered by the backend, 2 % by the injector with an error, 1 % not at all. The same for a seed.
 */
public final class Attempts {

    /** How many different ones there are, after which they come again: a power of two. */
    public static final int COUNT = 1 << 14;

    private static final double MEDIAN_NANOS = 20e6;

    /** ln(200 / 20), divided by the 99th percentile of the standard normal distribution. */
    private static final double SIGMA = 0.9898;

    private final AttemptTimestamps[] timestamps = new AttemptTimestamps[COUNT];
    private final Result[] results = new Result[COUNT];

    /** Draws them. */
    public Attempts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < COUNT; i++) {
            long dispatched = Math.round(100_000 * random.nextExponential());
            timestamps[i] = new AttemptTimestamps(0, dispatched);
            timestamps[i].connected(dispatched);
            timestamps[i].ended(dispatched + Math.round(MEDIAN_NANOS * Math.exp(SIGMA * random.nextGaussian())));
            results[i] = drawn(random.nextInt(100));
        }
    }

    private static Result drawn(int draw) {
        if (draw == 0) {
            return Result.unanswered(ResultClass.TIMEOUT);
        }
        return draw <= 2 ? Result.answered(503, true, true, false) : Result.answered(200, false, false, false);
    }

    /** Returns the times of that attempt, counted from 0. */
    public AttemptTimestamps timestamps(int attempt) {
        return timestamps[attempt & (COUNT - 1)];
    }

    /** Returns what became of it. */
    public Result result(int attempt) {
        return results[attempt & (COUNT - 1)];
    }

    /** Returns so many of them, recorded. */
    public Tally tally(int count) {
        Tally tally = new Tally();
        for (int i = 0; i < count; i++) {
            tally.arrived();
            tally.record(timestamps(i), result(i));
            tally.request(timestamps(i).latencyNanos(), result(i));
        }
        return tally;
    }
}
