package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.TimedTally;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The verdict for what was measured, how often, against which limit, and how well the client kept up. Each row states the
 * verdict, and the test works it out a second time with the statistics of {@link Binomials}.
 */
class TruthTableTest {

    private static final Pattern TEXT = Pattern.compile("(success_rate|p[0-9]+) (>=|<=|<|>|=) ([0-9.]+)(?:%|ms)");
    private static final double FAST = 5;
    private static final double SLOW = 400;

    /**
     * What was measured: {@code hits} fast successes, {@code bad} fast failures, {@code slow} slow successes; what was shed
     * has waited for ever.
     */
    private record Row(int hits, int bad, int slow, double lag, int shedLate, int shedFull) {

        long samples() {
            return (long) hits + bad + slow;
        }

        TimedTally seen() {
            Tally tally = new Tally();
            add(tally, hits, FAST, 200);
            add(tally, bad, FAST, 500);
            add(tally, slow, SLOW, 200);
            for (int i = 0; i < shedLate + shedFull; i++) {
                tally.arrived();
                tally.shed(i < shedLate ? ShedReason.LATE : ShedReason.FULL);
            }
            return new TimedTally(tally, 10);
        }

        private void add(Tally tally, int count, double millis, int status) {
            for (int i = 0; i < count; i++) {
                AttemptTimestamps instants = new AttemptTimestamps(0, Math.round(lag * 1e6));
                instants.connected(Math.round(lag * 1e6));
                instants.ended(Math.round((lag + millis) * 1e6));
                tally.arrived();
                tally.record(instants, Result.answered(status, false, false, false));
            }
        }

        double arrivals() {
            return samples() + (double) shedLate + shedFull;
        }
    }

    @ParameterizedTest(name = "{0}: {1} ok, {2} bad, {3} slow, lag {4} ms, {5} late, {6} full: {7}")
    @CsvSource({
        // The contract: a true 98.9 % against 99 % with 500 samples.
        "success_rate >= 99%, 494, 6, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 495, 5, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 491, 9, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 490, 10, 0, 0, 0, 0, FAIL",
        "success_rate >= 99%, 499, 1, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 500, 0, 0, 0, 0, 0, PASS",
        // No failure at all shows 99 % from 381 samples on: n >= z^2 p / (1 - p).
        "success_rate >= 99%, 380, 0, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 381, 0, 0, 0, 0, 0, PASS",
        "success_rate >= 99%, 20, 0, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 1, 0, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 0, 1, 0, 0, 0, 0, FAIL",
        "success_rate >= 99%, 0, 0, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 9950, 50, 0, 0, 0, 0, PASS",
        "success_rate >= 99%, 9900, 100, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99%, 9870, 130, 0, 0, 0, 0, FAIL",
        "success_rate >= 99.9%, 3000, 0, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 99.9%, 3838, 0, 0, 0, 0, 0, PASS",
        "success_rate >= 50%, 500, 500, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate >= 50%, 540, 460, 0, 0, 0, 0, PASS",
        "success_rate >= 50%, 460, 540, 0, 0, 0, 0, FAIL",
        "success_rate <= 60%, 500, 500, 0, 0, 0, 0, PASS",
        "success_rate <= 50%, 540, 460, 0, 0, 0, 0, FAIL",
        "success_rate < 55%, 530, 470, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate > 45%, 500, 500, 0, 0, 0, 0, PASS",
        "success_rate = 50%, 1500, 1500, 0, 0, 0, 0, PASS",
        "success_rate = 50%, 1550, 1450, 0, 0, 0, 0, PASS",
        "success_rate = 50%, 1560, 1440, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate = 50%, 1600, 1400, 0, 0, 0, 0, FAIL",
        "success_rate = 50%, 272, 228, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate = 50%, 290, 210, 0, 0, 0, 0, FAIL",
        "success_rate = 50%, 49, 50, 0, 0, 0, 0, INCONCLUSIVE",
        "success_rate = 50%, 0, 20, 0, 0, 0, 0, FAIL",
        // Percentiles, by ranks of the exact binomial distribution.
        "p95 < 300ms, 1000, 0, 0, 0, 0, 0, PASS",
        "p95 < 300ms, 970, 0, 30, 0, 0, 0, PASS",
        "p95 < 300ms, 950, 0, 50, 0, 0, 0, INCONCLUSIVE",
        "p95 < 300ms, 945, 0, 55, 0, 0, 0, INCONCLUSIVE",
        "p95 < 300ms, 930, 0, 70, 0, 0, 0, FAIL",
        "p95 < 300ms, 50, 0, 0, 0, 0, 0, INCONCLUSIVE",
        "p95 < 300ms, 120, 0, 0, 0, 0, 0, PASS",
        "p50 < 300ms, 30, 0, 10, 0, 0, 0, PASS",
        "p50 < 300ms, 20, 0, 20, 0, 0, 0, INCONCLUSIVE",
        "p50 < 300ms, 10, 0, 30, 0, 0, 0, FAIL",
        "p99 < 300ms, 300, 0, 0, 0, 0, 0, INCONCLUSIVE",
        "p99 < 300ms, 600, 0, 0, 0, 0, 0, PASS",
        "p99 > 300ms, 900, 0, 100, 0, 0, 0, PASS",
        "p99 > 300ms, 1000, 0, 0, 0, 0, 0, FAIL",
        // The client itself: lateness, what it never sent, what there was no room for.
        "success_rate >= 99%, 2000, 0, 0, 300, 0, 0, PASS",
        "success_rate >= 99%, 1800, 200, 0, 300, 0, 0, FAIL",
        "success_rate >= 99%, 2000, 0, 0, 0, 20, 0, PASS",
        "success_rate >= 99%, 2000, 0, 0, 0, 21, 0, INCONCLUSIVE",
        "success_rate >= 99%, 1800, 200, 0, 0, 21, 0, INCONCLUSIVE",
        "success_rate >= 99%, 2000, 0, 0, 0, 0, 2, PASS",
        "success_rate >= 99%, 2000, 0, 0, 0, 0, 3, INCONCLUSIVE",
        "success_rate >= 99%, 1800, 200, 0, 0, 0, 500, FAIL",
        "p95 < 300ms, 2000, 0, 0, 100, 0, 0, PASS",
        "p95 < 300ms, 2000, 0, 0, 350, 0, 0, INCONCLUSIVE",
        "p95 < 300ms, 1000, 0, 1000, 350, 0, 0, FAIL",
        "p95 < 300ms, 1000, 0, 1000, 0, 50, 0, INCONCLUSIVE",
        "p95 < 300ms, 2000, 0, 0, 0, 20, 0, PASS",
        "p99 < 300ms, 2000, 0, 0, 0, 20, 0, INCONCLUSIVE",
        "p99 < 300ms, 2000, 0, 0, 0, 0, 3, PASS",
        "p99 < 300ms, 2000, 0, 0, 0, 0, 20, INCONCLUSIVE",
        "p99 < 300ms, 2000, 0, 0, 0, 0, 40, FAIL",
        "p99 > 300ms, 2000, 0, 0, 0, 0, 40, PASS",
        "p99 < 300ms, 1000, 0, 1000, 0, 0, 300, FAIL",
        "p50 < 300ms, 1000, 0, 0, 0, 0, 900, PASS",
        "p50 < 300ms, 1000, 0, 0, 0, 0, 960, INCONCLUSIVE",
        "p50 < 300ms, 1000, 0, 0, 0, 0, 1200, FAIL",
    })
    void theVerdictIsWhatTheStatisticsSay(ArgumentsAccessor given) {
        List<String> cells = Arrays.stream(given.toArray()).map(String::valueOf).toList();
        String text = cells.get(0);
        Verdict.Outcome expected = Verdict.Outcome.valueOf(cells.get(7));
        List<Integer> numbers =
                cells.subList(1, 7).stream().map(Integer::valueOf).toList();
        Row row =
                new Row(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4), numbers.get(5));
        assertEquals(expected, worked(text, row), "the row contradicts the independent calculation");
        Verdict verdict = Verdict.on(List.of(Threshold.of(text).judge(row.seen(), Reference.none())));
        assertEquals(expected, verdict.outcome(), verdict.reason());
    }

    private static Verdict.Outcome worked(String text, Row row) {
        Matcher parts = TEXT.matcher(text);
        assertTrue(parts.matches(), text);
        String figure = parts.group(1);
        double limit = Double.parseDouble(parts.group(3));
        Verdict.Outcome outcome = row.samples() == 0
                ? Verdict.Outcome.INCONCLUSIVE
                : figure.startsWith("p")
                        ? quantile(parts.group(2), Double.parseDouble(figure.substring(1)) / 100, limit, row)
                        : share(parts.group(2), limit / 100, row);
        boolean lost = row.shedLate() / row.arrivals() > 0.01;
        // Times count what found no place; shares lack it.
        boolean full =
                !figure.startsWith("p") && outcome == Verdict.Outcome.PASS && row.shedFull() / row.arrivals() > 0.001;
        return lost || full ? Verdict.Outcome.INCONCLUSIVE : outcome;
    }

    private static Verdict.Outcome share(String sign, double limit, Row row) {
        long hits = (long) row.hits() + row.slow();
        double low = Binomials.low(hits, row.samples());
        double high = Binomials.high(hits, row.samples());
        return switch (sign) {
            case ">=", ">" -> outcome(low >= limit, high < limit);
            case "<=", "<" -> outcome(high <= limit, low > limit);
            default -> {
                boolean within = low <= limit && limit <= high;
                double off = Math.abs((double) hits / row.samples() - limit);
                // 2.5758: the two-sided 99 % point, from any table.
                boolean surely = off > 2.5758 * Math.sqrt(limit * (1 - limit) / row.samples());
                yield outcome(within && row.samples() >= 100, surely);
            }
        };
    }

    private static Verdict.Outcome quantile(String sign, double q, double limit, Row row) {
        long fast = row.hits() + (long) row.bad();
        long all = row.samples() + row.shedLate() + row.shedFull();
        double low = at(Binomials.lowRank(all, q), fast, row);
        double high = at(Binomials.highRank(all, q), fast, row);
        boolean below = sign.equals("<");
        boolean pass = below ? high < limit : low > limit;
        boolean fail = below ? low > limit : high < limit;
        // What would pass without the lag, which is the same for all here, does not fail with it. What was shed for it,
        // and as many besides, may not have been slow.
        long rank = Binomials.lowRank(all - row.shedLate(), q) - row.shedLate();
        boolean without = below ? at(rank, fast, row) - row.lag() > limit : fail;
        return outcome(pass, fail && without);
    }

    private static double at(long rank, long fast, Row row) {
        double unbounded = rank < 1 ? 0 : Double.POSITIVE_INFINITY;
        return rank < 1 || rank > row.samples() ? unbounded : row.lag() + (rank <= fast ? FAST : SLOW);
    }

    private static Verdict.Outcome outcome(boolean pass, boolean fail) {
        return pass ? Verdict.Outcome.PASS : fail ? Verdict.Outcome.FAIL : Verdict.Outcome.INCONCLUSIVE;
    }

    /** Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3; and Brown, Cai, DasGupta (2001). */
    @ParameterizedTest(name = "{0} of {1}: {2} to {3}")
    @CsvSource({
        "81, 263, 0.2553, 0.3662",
        "15, 148, 0.0624, 0.1605",
        "0, 20, 0.0000, 0.1611",
        "1, 29, 0.0061, 0.1718",
    })
    void thePublishedIntervals(long hits, long samples, double low, double high) {
        Estimate estimate = Estimate.ofShare(hits, samples);
        assertEquals(low, estimate.low(), 0.00006);
        assertEquals(high, estimate.high(), 0.00006);
        assertEquals(low, Binomials.low(hits, samples), 0.00006);
        assertEquals(high, Binomials.high(hits, samples), 0.00006);
    }

    @Test
    void theIndependentIntervalIsTheSameEverywhere() {
        for (long samples : new long[] {1, 2, 7, 100, 500}) {
            for (long hits = 0; hits <= samples; hits += Math.max(1, samples / 10)) {
                Estimate estimate = Estimate.ofShare(hits, samples);
                assertEquals(Binomials.low(hits, samples), estimate.low(), 1e-9);
                assertEquals(Binomials.high(hits, samples), estimate.high(), 1e-9);
            }
        }
    }
}
