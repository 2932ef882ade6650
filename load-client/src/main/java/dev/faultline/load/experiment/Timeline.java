package dev.faultline.load.experiment;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Selection;
import dev.faultline.load.measure.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * How an experiment went, second by second, of a bounded size: when it is full, every two neighbours become one. Confined
 * to the thread of the experiment.
 */
final class Timeline {

    /** A pixel or two each on a wide screen. */
    static final int MOST = 1_200;

    private final long start;
    private long cursor;
    private List<Moment> moments = new ArrayList<>();
    private int merged = 1;
    private int last;

    Timeline(long start) {
        this.start = start;
        this.cursor = start;
    }

    /**
     * Adds seconds, oldest first; those that were added before, or began before the start, are passed over. They are
     * collected some time after they have ended, so that where the experiment is by then says nothing of them.
     *
     * @param life knows where the experiment was half way through each
     */
    void add(List<Window> ended, Life life) {
        for (Window second : ended) {
            if (second.endNanos() - cursor > 0 && second.startNanos() - start >= 0) {
                cursor = second.endNanos();
                add(moment(second, life.at(second.middleNanos())));
            }
        }
    }

    /** Returns the moments, oldest first. */
    List<Moment> moments() {
        return List.copyOf(moments);
    }

    private void add(Moment next) {
        boolean joins =
                last > 0 && last < merged && moments.get(moments.size() - 1).state() == next.state();
        if (joins) {
            moments.set(moments.size() - 1, join(moments.get(moments.size() - 1), next));
            last++;
            return;
        }
        if (moments.size() == MOST) {
            halve();
        }
        moments.add(next);
        last = 1;
    }

    private void halve() {
        List<Moment> halved = new ArrayList<>();
        for (Moment moment : moments) {
            Moment before = halved.isEmpty() ? null : halved.get(halved.size() - 1);
            if (before != null
                    && before.state() == moment.state()
                    && before.seconds() + moment.seconds() <= merged * 2 + 0.5) {
                halved.set(halved.size() - 1, join(before, moment));
            } else {
                halved.add(moment);
            }
        }
        moments = halved;
        merged *= 2;
    }

    private Moment moment(Window second, State state) {
        Selection sent = second.tally().select(Scope.ATTEMPTS);
        Latencies.Figures latency = sent.latency().figures();
        long samples = sent.samples();
        return new Moment(
                (second.endNanos() - start) / 1e9,
                second.seconds(),
                state,
                samples / second.seconds(),
                samples == 0 ? null : (double) sent.succeeded() / samples,
                latency.p50(),
                latency.p95(),
                latency.p99());
    }

    /** Times of two moments have no common percentile; the higher one hides nothing. */
    private static Moment join(Moment first, Moment second) {
        double seconds = first.seconds() + second.seconds();
        double before = first.rate() * first.seconds();
        double after = second.rate() * second.seconds();
        Double succeeded = first.successRate() == null
                ? second.successRate()
                : second.successRate() == null
                        ? first.successRate()
                        : Double.valueOf(
                                (first.successRate() * before + second.successRate() * after) / (before + after));
        return new Moment(
                second.at(),
                seconds,
                second.state(),
                (before + after) / seconds,
                succeeded,
                Math.max(first.p50(), second.p50()),
                Math.max(first.p95(), second.p95()),
                Math.max(first.p99(), second.p99()));
    }
}
