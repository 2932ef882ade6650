package dev.faultline.load.measure;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Makes the seconds of a load that never was, from a seed. */
public final class Seconds {

    /** When the first second began, for people. */
    public static final Instant EPOCH = Instant.parse("2026-01-02T03:04:05.678Z");

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SplittableRandom random;
    private long now;

    /** Begins at zero of the monotonic clock. */
    public Seconds(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns the next window, with that many attempts: about one second long, and now and then longer. */
    public Window next(int attempts) {
        long start = now;
        now += SECOND + random.nextLong(-5_000_000, 5_000_000) + (random.nextInt(40) == 0 ? 3 * SECOND : 0);
        Tally tally = new Tally();
        fill(tally, attempts);
        return new Window(EPOCH.plusNanos(start), start, now, tally.packed());
    }

    /** Returns the end of the newest window. */
    public long now() {
        return now;
    }

    /** Adds attempts of log-normal times about 8 ms, a few that fail, and what goes with them. */
    public void fill(Tally tally, int attempts) {
        for (int i = 0; i < attempts; i++) {
            tally.arrived();
            int what = random.nextInt(100);
            if (what == 0) {
                tally.shed(random.nextBoolean() ? ShedReason.LATE : ShedReason.FULL);
                continue;
            }
            long lag = random.nextLong(300_000);
            long latency = what == 1 ? 2 * SECOND : lag + (long) (8e6 * Math.exp(random.nextGaussian()));
            AttemptTimestamps instants = new AttemptTimestamps(0, lag);
            instants.connected(lag + 50_000);
            instants.ended(latency);
            Result result = result(what);
            tally.record(instants, result);
            tally.request(latency, result);
            if (what == 2) {
                tally.retried();
            } else if (what == 3) {
                tally.retryDenied();
            }
        }
    }

    private static Result result(int what) {
        return switch (what) {
            case 1 -> Result.unanswered(ResultClass.TIMEOUT);
            case 2 -> Result.unanswered(ResultClass.RESET);
            case 3 -> Result.answered(503, false, false, false);
            case 4, 5, 6 -> Result.answered(500, true, true, false);
            default -> Result.answered(200, false, false, false);
        };
    }
}
