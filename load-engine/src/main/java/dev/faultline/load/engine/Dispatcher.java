package dev.faultline.load.engine;

import dev.faultline.load.engine.Driver.Context;
import dev.faultline.load.engine.LoadRecorder.Cohort;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Retries;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.load.schedule.Sequence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of one plan, and repeats what failed as far as the plan allows. It ends in two steps: once retired
 * it begins nothing new, and it closes the sender when the last attempt has ended. Confined to the loop.
 */
final class Dispatcher {

    private final EventLoop loop;
    private final LoadRecorder recorder;
    private final InFlightLimiter limiter;
    private final Sender sender;
    private final LoadPlan plan;
    private final List<String> names;
    private final WeightedChooser chooser;
    private final RandomStreams random;
    private final @Nullable RetryBudget budget;
    private final Set<Repeat> repeats = new LinkedHashSet<>();
    private Consumer<Result> whenFinished = result -> {};
    private int open;
    private boolean retired;
    private boolean stopped;
    private boolean closed;

    /** A retry that waits, and what to do if it is cancelled. */
    private record Repeat(EventLoop.Timer timer, Runnable giveUp) {}

    Dispatcher(LoadPlan plan, Sender sender, RandomStreams random, Context context) {
        this.loop = context.loop();
        this.recorder = context.recorder();
        this.limiter = context.limiter();
        this.sender = sender;
        this.plan = plan;
        this.random = random;
        this.names = recorder.names(plan);
        this.chooser = new WeightedChooser(plan.requests(), random.sequence().mix());
        Retries retries = plan.retries();
        this.budget = retries == null ? null : new RetryBudget(retries.budget().fraction());
    }

    LoadPlan plan() {
        return plan;
    }

    /** Returns the random numbers that this draws. */
    RandomStreams random() {
        return random;
    }

    LoadRecorder recorder() {
        return recorder;
    }

    /** Returns by which name that request of the plan is recorded; null if by none. */
    @Nullable
    String name(int index) {
        return names.isEmpty() ? null : names.get(index);
    }

    Sender sender() {
        return sender;
    }

    /** Calls back with the result of each request that was sent. */
    void whenFinished(Consumer<Result> callback) {
        whenFinished = callback;
    }

    /**
     * Counts a request that is due, and sends it unless too many are in flight.
     *
     * @param number of the arrival in the whole sequence: it decides which request is sent
     */
    void arrive(long due, long number) {
        recorder.arrived();
        // The callers of a closed loop limit themselves.
        if (!limiter.tryAcquire(
                plan.demand().closed() ? Integer.MAX_VALUE : plan.transport().maxInFlight())) {
            recorder.shed(ShedReason.FULL);
            return;
        }
        open++;
        if (budget != null) {
            budget.earn();
        }
        Cohort cohort = recorder.cohort();
        cohort.began();
        new Request(this, cohort, chooser.of(number), number, due).begin();
    }

    /** Counts a request that came due too long ago to be sent. */
    void tooLate() {
        recorder.arrived();
        recorder.shed(ShedReason.LATE);
    }

    /** Returns whether a request whose attempts all failed is sent again. */
    boolean repeats(Request request, int attempts) {
        Retries retries = plan.retries();
        if (retries == null || budget == null || stopped || attempts > retries.limit()) {
            return false;
        }
        boolean granted = budget.spend();
        if (!granted) {
            recorder.retry(request.due(), false);
        }
        return granted;
    }

    /** Draws how long to wait after that many attempts, in nanoseconds. */
    long backoff(int attempts) {
        Retries retries = plan.retries();
        return retries == null ? 0 : retries.waitNanos(attempts, random.jitter());
    }

    /** Calls {@code repeat} at that time, or {@code giveUp} if the load is stopped before. */
    void later(long when, LongConsumer repeat, Runnable giveUp) {
        Repeat[] self = new Repeat[1];
        EventLoop.Timer timer = loop.at(when, () -> {
            repeats.remove(self[0]);
            repeat.accept(when);
        });
        self[0] = new Repeat(timer, giveUp);
        repeats.add(self[0]);
    }

    /** A request has its result. */
    void finished(Result result) {
        whenFinished.accept(result);
    }

    /** Nothing of a request is in flight any more. */
    void left() {
        limiter.release();
        open--;
        closeIfDone();
    }

    /** Begins nothing new from now on; what is in flight or waits for a retry is seen through. */
    void retire() {
        retired = true;
        whenFinished = result -> {};
        closeIfDone();
    }

    /** Retires, and repeats nothing either. */
    void giveUp() {
        stopped = true;
        for (Repeat repeat : List.copyOf(repeats)) {
            repeat.timer().cancel();
            repeats.remove(repeat);
            repeat.giveUp().run();
        }
        retire();
    }

    private void closeIfDone() {
        if (retired && open == 0 && !closed) {
            closed = true;
            sender.close();
        }
    }

    /**
     * The random numbers of a load. A plan that takes over from one with the same seed continues its streams; starting
     * over, each change would repeat the first gaps and requests. Confined to the loop.
     *
     * @param jitter how long a retry waits
     */
    record RandomStreams(Sequence sequence, SplittableRandom jitter) {

        /** Returns the streams that follow from that state of the source. */
        static RandomStreams of(SplittableRandom source) {
            return new RandomStreams(Sequence.of(source), source.split());
        }

        /** Returns these for a plan that takes over with that arrival, which is due by what is left of a gap before. */
        RandomStreams from(long first) {
            return new RandomStreams(sequence.from(first), jitter);
        }
    }

    /** Chooses requests of the plan by their weights. Confined to the loop. */
    private static final class WeightedChooser {

        private final long[] upTo;
        private final NumberedRandom random;

        WeightedChooser(List<RequestSpec> requests, NumberedRandom random) {
            this.random = random;
            this.upTo = new long[requests.size()];
            long sum = 0;
            for (int i = 0; i < upTo.length; i++) {
                sum += requests.get(i).weight();
                upTo[i] = sum;
            }
        }

        /** Returns the index of the request of that arrival. */
        int of(long arrival) {
            if (upTo.length == 1) {
                return 0;
            }
            long point = random.of(arrival).nextLong(upTo[upTo.length - 1]);
            int chosen = 0;
            while (point >= upTo[chosen]) {
                chosen++;
            }
            return chosen;
        }
    }

    /**
     * How many retries are left: each request earns a share of one, and unused ones are kept up to a bound, so that a
     * long calm pays for a hiccup but not for a storm. Confined to the loop.
     */
    private static final class RetryBudget {

        /** How many a calm may save up. */
        static final double MOST = 100;

        private final double share;
        private double balance;

        /** @param share retries for each request, from 0 to 1 */
        RetryBudget(double share) {
            this.share = share;
        }

        /** Notes a request. */
        void earn() {
            balance = Math.min(MOST, balance + share);
        }

        /** Takes one retry, if there is one left. */
        boolean spend() {
            // A share such as 0.1 does not sum to exactly one.
            if (balance < 1 - 1e-9) {
                return false;
            }
            balance = Math.max(0, balance - 1);
            return true;
        }
    }
}
