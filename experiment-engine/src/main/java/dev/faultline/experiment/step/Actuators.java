package dev.faultline.experiment.step;

import dev.faultline.learn.plan.LearnRequest;
import dev.faultline.learn.plan.Learned;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.SplitControl;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment acts on. Calls block, at most some seconds.
 *
 * @param split null where there is none
 * @param traffic the load of the experiment
 * @param diagnosis is asked where the traffic does not go where the split says
 * @param learning learns the plans of steps that name what was measured
 */
public record Actuators(
        @Nullable SplitControl split,
        FaultControl faults,
        ChaosControl chaos,
        HttpControl http,
        LoadControl traffic,
        SplitDiagnosis diagnosis,
        Learning learning) {

    /** How long the load is silent so that the mesh routes anew: beyond its own time, for clocks and threads that are late. */
    public static final Duration SILENCE = LoadControl.SILENCE.plusSeconds(1);

    /** How long is waited for what is under way before that. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    /** Beyond the time-out of an attempt, for a machine that is busy. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /**
     * Returns the split.
     *
     * @throws InvalidValue if there is none
     */
    SplitControl requireSplit() {
        if (split == null) {
            throw new InvalidValue(
                    "split",
                    "needs a route: set faultline.split.manifest, or in a cluster faultline.split.route",
                    "nothing");
        }
        return split;
    }

    /** Returns what the split in force lets expect of the load in force. */
    public ExpectedShare promise() {
        LoadPlan plan = traffic.plan();
        return split == null || plan == null ? ExpectedShare.UNKNOWN : split.expectedShare(plan);
    }

    /** Returns whether weights that were changed wait for a pause of the load; see {@link SplitControl#waitsForSilence}. */
    public boolean needsSilence() {
        LoadPlan plan = traffic.plan();
        return split != null && plan != null && split.waitsForSilence(plan.target());
    }

    /** Pauses the load for that, as {@link LoadControl#silence} does; some seconds after what is under way has ended it goes on. */
    public CompletableFuture<LoadControl.Pause> silence() {
        if (split != null) {
            split.silenced();
        }
        return traffic.silence(SILENCE, DRAIN);
    }

    /** Returns the same with another load. */
    public Actuators with(LoadControl other) {
        return new Actuators(split, faults, chaos, http, other, diagnosis, learning);
    }

    /** Learns fault plans from what was measured. */
    @FunctionalInterface
    public interface Learning {

        /**
         * Returns the plan that plays it. Blocks as long as the source takes.
         *
         * @throws InvalidValue if the source knows nothing of that
         * @throws ControlFailed if it does not answer
         */
        Learned learn(LearnRequest request);
    }

    /** Looks for the reason why a split has no effect. */
    @FunctionalInterface
    public interface SplitDiagnosis {

        /** Returns what it finds, as a clause; empty if nothing. Blocks, at most some seconds; never throws. */
        Optional<String> find();
    }

    /**
     * Returns what is to come, within that time and a margin.
     *
     * @throws ControlFailed if it does not come
     */
    public static <T> T await(CompletableFuture<T> coming, Duration timeout) {
        try {
            return coming.get(timeout.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ControlFailed("the load does not answer: " + e, true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed("the experiment was interrupted", true, e);
        }
    }
}
