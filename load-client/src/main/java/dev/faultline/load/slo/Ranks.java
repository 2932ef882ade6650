package dev.faultline.load.slo;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Shed;

/**
 * The times by rank, with the client's own lateness L taken away from each latency S + L. If at most m attempts were
 * late by more than t, then at most m latencies above S + t are not the target's: the time of rank r without lateness
 * is at least {@code latency(r - m) - t}, for every m, and t is the lag of rank {@code n - m}. This takes the best of
 * some m. Arrivals that were shed for being late count as late without a bound, and so hide as many ranks: whatever
 * was under way in the same pause was seen late too.
 */
final class Ranks {

    private final Latencies latencies;
    private final Latencies lag;
    private final long lost;

    Ranks(Observation seen, Latencies latencies) {
        this.latencies = latencies;
        this.lag = seen.tally().lag();
        this.lost = seen.tally().count(Shed.LATE);
    }

    /** Returns what the time of that rank, from one, was at least without the client's lateness. */
    double without(long rank) {
        double most = 0;
        for (long late = 0; rank - lost - late >= 1; late = Math.max(1, late * 2)) {
            double allowance = late >= lag.count() ? 0 : lag.floorAtRank(lag.count() - late);
            most = Math.max(most, latencies.atRank(rank - lost - late) - allowance);
        }
        return most;
    }
}
