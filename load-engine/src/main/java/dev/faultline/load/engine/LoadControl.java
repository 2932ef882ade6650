package dev.faultline.load.engine;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How experiments and commands see and change the load of this process. Threadsafe. */
public interface LoadControl extends AutoCloseable {

    /** After how long without a request or a connection to a Service a Linkerd proxy decides anew how to route. */
    Duration SILENCE = Duration.ofSeconds(5);

    /** Returns the plan in force and the number of changes that led to it, read at one moment. */
    Revision revision();

    /** Returns the plan in force; null if no load runs. */
    default @Nullable LoadPlan plan() {
        return revision().plan();
    }

    /** Returns how many attempts are under way; 0 where that is not known. */
    default int inFlight() {
        return 0;
    }

    /** Returns the rate now, in arrivals a second; 0 without a load, for a closed loop, and where that is not known. */
    default double rate() {
        return 0;
    }

    /**
     * Checks a plan against what this process may send.
     *
     * @throws dev.faultline.platform.wire.InvalidValue naming the field that goes beyond
     */
    void check(LoadPlan plan);

    /** Puts a plan in force. Fails as {@link #check} does. */
    CompletableFuture<Void> start(LoadPlan plan);

    /** Sends nothing more. */
    CompletableFuture<Void> stop();

    /**
     * Pauses this load, and all others of this process that go to the same target, until there was no request and no
     * connection for that long; then all go on where they stopped. The time of their plans stands still meanwhile, so nothing
     * is shed for it and nothing counts as late. Whoever cancels what is returned ends the pause at once. Fails where that is
     * not possible; never throws.
     *
     * @param length of the silence
     * @param atMost how long is waited for what is under way when the pause begins
     */
    default CompletableFuture<Pause> silence(Duration length, Duration atMost) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("this load can't be paused"));
    }

    /** Sends nothing more, and lets go of what it holds; does not wait for long. */
    @Override
    default void close() {}

    /**
     * A pause that is over.
     *
     * @param seconds how long nothing was begun
     * @param silent whether the silence was as long as was wanted; else what was under way did not end in time
     */
    record Pause(double seconds, boolean silent) {

        /** Nothing was paused. */
        public static final Pause NONE = new Pause(0, false);

        /** Returns what is to be told of it, as a clause. */
        public String sentence() {
            String length = Require.plain(Math.round(seconds * 10) / 10.0);
            return seconds == 0
                    ? "the mesh routes as before this split came to be, and the load could not be paused to change that"
                    : "the load paused for " + length + " s, since the mesh kept to how it had routed before"
                            + (silent ? "" : ": what was under way did not end, so it may do so still");
        }
    }

    /**
     * Cuts the current second: completes with what has ended in it so far, or since the last such cut in it. The second
     * itself is published later and holds all of it. Fails where that is not possible; never throws.
     */
    default CompletableFuture<Window> cut() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("seconds can't be cut"));
    }

    /** Begins to record what is due from now on; several recordings may run at the same time. */
    Recording record();

    /**
     * Puts a plan in force and begins to record with its first request. Fails as {@link #check} does. Where both can't
     * happen at one moment, some requests of the plan before may be recorded too.
     */
    default CompletableFuture<Recording> startRecorded(LoadPlan plan) {
        Recording recording = record();
        return start(plan).thenApply(inForce -> recording);
    }

    /**
     * Puts a plan in force whose time begins at that moment by this machine's clock, and records it from its first request
     * on. If the moment has passed, what was due since is too late. Fails as {@link #check} does, and where a beginning
     * can't be chosen.
     */
    default CompletableFuture<Recording> startRecorded(LoadPlan plan, Instant at) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("the beginning can't be chosen"));
    }

    /**
     * The load in force at one moment. Who has seen one and sees an equal one later knows that nobody has touched the load
     * in between, not even to put the same plan again.
     *
     * @param number grows whenever a plan is put in force, is stopped, or comes to its own end
     * @param plan null if no load runs
     */
    record Revision(long number, @Nullable LoadPlan plan) {

        /** Before any plan. */
        public static final Revision NONE = new Revision(0, null);

        /** Returns what follows when that plan is put in force, or none. */
        public Revision next(@Nullable LoadPlan changed) {
            return new Revision(number + 1, changed);
        }
    }

    /** The requests that are due between two moments, however late they end. */
    interface Recording {

        /**
         * Stops recording, once. Completes with what became of every request that was due meanwhile when the last of
         * them has ended: at the latest after the plan's timeout and its retries.
         */
        CompletableFuture<Tally> stop();
    }
}
