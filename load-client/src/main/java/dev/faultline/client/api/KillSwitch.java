package dev.faultline.client.api;

import dev.faultline.client.control.LeaderCalls;
import dev.faultline.experiment.run.Experiments;
import dev.faultline.experiment.step.FaultControl;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.platform.wire.ControlFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends all that injects until somebody asks for it anew: the faults are off, the injector gets no traffic, and
 * experiments end without bringing either back, be it what was there before them. All else that they have done is undone
 * as ever. Threadsafe; waits, so never to be used from an event loop.
 */
public final class KillSwitch {

    private static final Logger LOG = Logger.getLogger(KillSwitch.class);
    private static final String REASON = "the kill switch was pressed";
    private static final Duration LIMIT = Duration.ofMillis(4_500);

    /** Experiments are told in no time, unless one is just being checked; faults do not wait longer for that. */
    private static final Duration TELLING = Duration.ofMillis(500);

    private final Experiments experiments;
    private final @Nullable SplitControl split;
    private final FaultControl faults;
    private final LeaderCalls leader;
    private final Executor threads;

    /**
     * Makes the switch.
     *
     * @param split null if there is none
     * @param leader where it is pressed too, if that is another process
     * @param threads has as many as are asked for: each part waits on one of its own, at most some seconds
     */
    public KillSwitch(
            Experiments experiments,
            @Nullable SplitControl split,
            FaultControl faults,
            LeaderCalls leader,
            Executor threads) {
        this.experiments = experiments;
        this.split = split;
        this.faults = faults;
        this.leader = leader;
        this.threads = threads;
    }

    /**
     * Presses it; returns within five seconds. Doing so again does it again, which is harmless.
     *
     * @param passesOn whether the leader's is pressed too: experiments are there
     */
    public Killed press(boolean passesOn) {
        LOG.warn(REASON);
        CompletableFuture<?> now = CompletableFuture.completedFuture(true);
        CompletableFuture<Done<List<String>>> aborted = part("the experiments", now, this::abort);
        CompletableFuture<Done<Optional<LeaderCalls.Told>>> leading =
                part("the leader", now, () -> passesOn ? leader.pressKillSwitch() : Optional.empty());
        // What they bring back must not come after what is taken away here.
        CompletableFuture<Boolean> told = CompletableFuture.allOf(aborted, leading)
                .thenApply(done -> true)
                .completeOnTimeout(false, TELLING.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Done<Boolean>> written = part("the journals", told, this::write);
        CompletableFuture<Done<Boolean>> off = part("the faults", told, this::clear);
        CompletableFuture<Done<Optional<Split>>> quiet = part("the split", told, this::silence);
        List<String> failures = Stream.of(off, quiet, aborted, written, leading)
                .flatMap(part -> Optional.ofNullable(part.join().failure()).stream())
                .toList();
        Optional<LeaderCalls.Told> there =
                Optional.ofNullable(leading.join().value()).flatMap(Function.identity());
        List<String> ids = new ArrayList<>();
        Stream.ofNullable(aborted.join().value()).forEach(ids::addAll);
        there.map(LeaderCalls.Told::experiments).ifPresent(ids::addAll);
        Optional<Split> weights = quiet.join().value();
        return new Killed(
                weights == null ? null : weights.orElse(null),
                ids,
                there.map(LeaderCalls.Told::leader).orElse(null),
                failures);
    }

    /** What became of one part. */
    private record Done<T>(@Nullable T value, @Nullable String failure) {}

    private <T> CompletableFuture<Done<T>> part(String name, CompletableFuture<?> after, Supplier<T> doing) {
        return after.thenApplyAsync(told -> doing.get(), threads)
                .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .handle((value, failure) -> {
                    if (failure == null) {
                        return new Done<>(value, null);
                    }
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    String why = failure instanceof TimeoutException ? "not within 4.5 s" : cause.getMessage();
                    // Where somebody does not obey a trace tells nothing.
                    boolean foreseen = cause instanceof ControlFailed
                            || cause instanceof SplitFailed
                            || cause instanceof TimeoutException;
                    LOG.errorf(foreseen ? null : cause, "the kill switch: %s: %s", name, why);
                    return new Done<>(null, name + ": " + why);
                });
    }

    private List<String> abort() {
        return experiments.kill(REASON).stream().map(entry -> entry.run().id()).toList();
    }

    private boolean write() {
        experiments.writeKilled();
        return true;
    }

    private boolean clear() {
        faults.clear();
        return true;
    }

    private Optional<Split> silence() {
        return Optional.ofNullable(split).map(SplitControl::silence);
    }

    /**
     * What the kill switch has done.
     *
     * @param split the weights in force after that; null if there is no split, or it did not obey
     * @param experiments the names of those that were under way, here or at the leader, which roll back now
     * @param leader who has pressed its own as well; null if that is this process
     * @param failures a clause for each part that could not be done; the others were
     */
    public record Killed(
            @Nullable Split split,
            List<String> experiments,
            @Nullable String leader,
            List<String> failures) {

        /** Copies the lists. */
        public Killed {
            experiments = List.copyOf(experiments);
            failures = List.copyOf(failures);
        }
    }
}
