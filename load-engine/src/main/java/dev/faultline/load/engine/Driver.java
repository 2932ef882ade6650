package dev.faultline.load.engine;

import dev.faultline.load.engine.ArrivalProcess.ClosedLoop;
import dev.faultline.load.engine.ArrivalProcess.OpenLoop;
import dev.faultline.load.engine.Dispatcher.RandomStreams;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Schedule;
import dev.faultline.load.schedule.Sequence;
import dev.faultline.load.schedule.Shard;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs the load of one plan after the other, and changes plans while they run. Confined to the loop but for what is
 * marked as threadsafe.
 */
public final class Driver {

    private final Context context;
    private final SplittableRandom seeds;
    private volatile @Nullable ArrivalProcess arrivals;
    /** How many want nothing to be sent. */
    private int pauses;

    private volatile LoadControl.Revision revision = LoadControl.Revision.NONE;

    /**
     * Creates an idle driver.
     *
     * @param seeds for the plans without a seed
     * @param maxLag how late an arrival may still be sent: longer than a JVM pauses, shorter than what would make a
     *     burst
     * @param shard which part of each load this sends
     */
    public Driver(EventLoop loop, LoadRecorder recorder, SplittableRandom seeds, Duration maxLag, Shard shard) {
        this.context = new Context(loop, recorder, new InFlightLimiter(), maxLag.toNanos(), shard);
        this.seeds = seeds;
    }

    /** Puts the plan in force at once, also while another runs. */
    public void start(LoadPlan wanted, Sender.Factory senders) {
        start(wanted, senders, null, null);
    }

    /**
     * Puts the plan in force, also while another runs.
     *
     * @param at when its time begins, by the loop's clock: may lie ahead if no other runs, and behind, where what was due
     *     meanwhile is too late; null for now
     * @param shared for a load of which this sends a part: none until it is {@linkplain #assign assigned} one and
     *     {@linkplain #grant granted} time; null for one of its own
     */
    public void start(LoadPlan wanted, Sender.Factory senders, @Nullable Long at, @Nullable Shared shared) {
        // The plan before ends and this one begins at the same moment: what comes due during the change belongs to this
        // one,
        // and is sent late but not lost.
        long change = at == null ? context.loop().nanoTime() : at;
        ArrivalProcess before = arrivals;
        OpenLoop open = before instanceof OpenLoop loop ? loop : null;
        if (open != null) {
            open.settle(change);
        }
        if (before != null) {
            before.halt();
        }
        Sender sender = senders.open(before == null ? null : before.dispatcher().sender());
        Dispatcher dispatcher = new Dispatcher(wanted, sender, random(wanted, before, change, shared), context);
        // Without an open loop before, nothing came due while the sender was opened.
        long began = open == null && at == null ? context.loop().nanoTime() : change;
        ArrivalProcess after = wanted.demand().closed()
                ? new ClosedLoop(dispatcher, context, began, shared != null, this::over)
                : new OpenLoop(dispatcher, context, began, open, shared == null ? null : shared.from(), this::over);
        if (pauses > 0) {
            after.pause();
        }
        arrivals = after;
        revision = revision.next(wanted);
        if (before != null) {
            before.dispatcher().retire();
        }
        after.begin();
    }

    private RandomStreams random(
            LoadPlan wanted, @Nullable ArrivalProcess before, long change, @Nullable Shared shared) {
        if (shared != null) {
            return new RandomStreams(shared.sequence(), seeds.split());
        }
        if (before != null && Objects.equals(before.dispatcher().plan().seed(), wanted.seed())) {
            return before.dispatcher().random();
        }
        RandomStreams own =
                RandomStreams.of(wanted.seed() == null ? seeds.split() : new SplittableRandom(wanted.seed()));
        return before instanceof OpenLoop open ? own.from(open.next(change)) : own;
    }

    /**
     * Takes another part of a shared load from that arrival on, which must not have come due; callers of a closed loop at
     * once.
     *
     * @param shard null for nothing
     */
    public void assign(@Nullable Shard shard, long from) {
        ArrivalProcess now = arrivals;
        if (now != null) {
            now.assign(shard, from);
        }
    }

    /** Lets the requests of a shared load come due up to there. */
    public void grant(Horizon upTo) {
        ArrivalProcess now = arrivals;
        if (now != null) {
            now.grant(upTo);
        }
    }

    /**
     * Begins no request until {@link #resume}, as often as this was called, whatever plan is in force by then: its time stands
     * still. What has come due before is seen through, with its retries.
     */
    public void pause() {
        ArrivalProcess now = arrivals;
        if (pauses++ == 0 && now != null) {
            now.pause();
        }
    }

    /** Ends a pause. */
    public void resume() {
        ArrivalProcess now = arrivals;
        if (--pauses == 0 && now != null) {
            now.resume();
        }
    }

    /** Sends nothing more, retries included; attempts in flight end by themselves. */
    public void stop() {
        ArrivalProcess before = leave();
        if (before != null) {
            before.dispatcher().giveUp();
        }
    }

    /** Ends the plan when its time is over; what came due is seen through. */
    private void over() {
        ArrivalProcess before = leave();
        if (before != null) {
            before.dispatcher().retire();
        }
    }

    private @Nullable ArrivalProcess leave() {
        ArrivalProcess before = arrivals;
        arrivals = null;
        if (revision.plan() != null) {
            revision = revision.next(null);
        }
        if (before != null) {
            before.halt();
        }
        return before;
    }

    /** Returns the plan in force, and how many changes led to it. Threadsafe. */
    public LoadControl.Revision revision() {
        return revision;
    }

    /** Returns the plan in force; null if there is none. Threadsafe. */
    public @Nullable LoadPlan plan() {
        return revision.plan();
    }

    /** Returns the rate now, in arrivals a second; 0 without a load and for a closed loop. Threadsafe. */
    public double rate() {
        ArrivalProcess now = arrivals;
        return now == null ? 0 : now.rate();
    }

    /** Returns how many requests are in flight. Threadsafe. */
    public int inFlight() {
        return context.limiter().inFlight();
    }

    /**
     * What a sender must know of a load that it sends a part of, beside the plan.
     *
     * @param sequence what the arrivals are drawn from
     * @param from the place of the whole load with which the plan begins, or this sender comes to it
     */
    public record Shared(Sequence sequence, Schedule.Position from) {}

    /** What all loads of a driver share. */
    record Context(EventLoop loop, LoadRecorder recorder, InFlightLimiter limiter, long maxLagNanos, Shard shard) {}
}
