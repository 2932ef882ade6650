package dev.faultline.load.experiment;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Selection;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an experiment went, second by second, of a bounded size: when it is full, every two neighbours become one. A second
 * in which the experiment went from one state to the next is told in two parts. Confined to the thread of the experiment.
 */
final class Timeline {

    /** A pixel or two each on a wide screen. */
    static final int MOST = 1_200;

    /** What lasts no longer, in seconds, is no moment of its own. */
    private static final double SLIVER = 0.25;

    private final long start;
    private final Deque<Window> parts = new ArrayDeque<>();
    private long cursor;
    private List<Moment> moments = new ArrayList<>();
    private int merged = 1;
    private int last;
    private @Nullable Moment sliver;

    Timeline(long start) {
        this.start = start;
        this.cursor = start;
    }

    /** Adds a part of the second that is under way; it is told when the rest of that second is known. */
    void cut(Window part) {
        parts.add(part);
    }

    /**
     * Adds seconds, oldest first; those that were added before, or began before the start, are passed over. They are
     * collected some time after they have ended, so that where the experiment is by then says nothing of them.
     *
     * @param life knows where the experiment was half way through each, or each of its parts
     */
    void add(List<Window> ended, Life life) {
        for (Window second : ended) {
            if (second.endNanos() - cursor > 0) {
                cursor = second.endNanos();
                tell(second, life);
            }
        }
    }

    /** Tells what is known of the second that is under way; nothing comes after that. */
    void end(Life life) {
        parts.forEach(part -> add(part, life));
        parts.clear();
        if (sliver != null) {
            fold(sliver);
            sliver = null;
        }
    }

    /** Returns the moments, oldest first. */
    List<Moment> moments() {
        return List.copyOf(moments);
    }

    private void tell(Window second, Life life) {
        Tally rest = parts.isEmpty() ? second.tally() : second.tally().copy();
        long from = second.startNanos();
        while (!parts.isEmpty() && parts.getFirst().endNanos() - second.endNanos() <= 0) {
            Window part = parts.removeFirst();
            add(part, life);
            rest.subtract(part.tally());
            from = part.endNanos();
        }
        add(new Window(second.began(), from, second.endNanos(), rest), life);
    }

    private void add(Window piece, Life life) {
        if (piece.startNanos() - start >= 0 && piece.endNanos() - piece.startNanos() > 0) {
            add(moment(piece, life.at(piece.middleNanos())));
        }
    }

    /** A piece that is short holds too little for a rate: it goes with those beside it, best with those of its state. */
    private void add(Moment next) {
        Moment whole = next;
        if (sliver != null && sliver.state() == next.state()) {
            whole = join(sliver, next);
        } else if (sliver != null) {
            fold(sliver);
        }
        sliver = null;
        if (whole.seconds() >= SLIVER) {
            append(whole);
        } else if (!moments.isEmpty() && moments.get(moments.size() - 1).state() == whole.state()) {
            fold(whole);
        } else {
            sliver = whole;
        }
    }

    private void fold(Moment piece) {
        if (moments.isEmpty()) {
            moments.add(piece);
        } else {
            moments.set(moments.size() - 1, join(moments.get(moments.size() - 1), piece));
        }
    }

    private void append(Moment next) {
        boolean joins =
                last > 0 && last < merged && moments.get(moments.size() - 1).state() == next.state();
        if (joins) {
            fold(next);
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

    /** Times of two moments have no common percentile; the higher one hides nothing. The longer one says where it was. */
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
                first.seconds() > second.seconds() ? first.state() : second.state(),
                (before + after) / seconds,
                succeeded,
                Math.max(first.p50(), second.p50()),
                Math.max(first.p95(), second.p95()),
                Math.max(first.p99(), second.p99()));
    }
}
