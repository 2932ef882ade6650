package dev.faultline.load.drive;

import dev.faultline.load.plan.LoadPlan;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Drives the load that is asked for, and changes it while it runs. Confined to the loop, but for {@link #plan()}. */
public final class Driver {

    private final Surroundings around;
    private final SplittableRandom seeds;
    private volatile @Nullable Feed feed;
    private volatile @Nullable LoadPlan plan;

    /**
     * Creates an idle driver.
     *
     * @param seeds makes up for the plans that name no seed
     * @param maxLag how late an arrival may still be sent: more than a JVM pauses, less than what would be a burst
     */
    public Driver(Loop loop, Meter meter, SplittableRandom seeds, Duration maxLag) {
        this.around = new Surroundings(loop, meter, new Places(), maxLag.toNanos());
        this.seeds = seeds;
    }

    /** Puts the plan in force, at once and also while another runs. */
    public void start(LoadPlan wanted, Sender.Factory senders) {
        // One moment at which the plan before ends and this one begins: what comes due while the change is under way
        // belongs to this one, and is sent late but not lost.
        long change = around.loop().nanoTime();
        Feed before = feed;
        OpenLoop open = before instanceof OpenLoop loop ? loop : null;
        if (open != null) {
            open.settle(change);
        }
        if (before != null) {
            before.halt();
        }
        Sender sender = senders.open(before == null ? null : before.issue().sender());
        Issue issue = new Issue(wanted, sender, chance(wanted, before), around);
        // Where nothing comes due before, what the opening took is nobody's lateness.
        long began = open == null ? around.loop().nanoTime() : change;
        Feed after = wanted.demand().closed()
                ? new ClosedLoop(issue, around, this::over)
                : new OpenLoop(issue, around, began, open, this::over);
        feed = after;
        plan = wanted;
        if (before != null) {
            before.issue().retire();
        }
        after.begin();
    }

    private Chance chance(LoadPlan wanted, @Nullable Feed before) {
        if (before != null && Objects.equals(before.issue().plan().seed(), wanted.seed())) {
            return before.issue().chance();
        }
        return Chance.of(wanted.seed() == null ? seeds.split() : new SplittableRandom(wanted.seed()));
    }

    /** Sends nothing more, retries included; attempts under way end by themselves. */
    public void stop() {
        Feed before = leave();
        if (before != null) {
            before.issue().giveUp();
        }
    }

    /** The plan's time is over: nothing comes due any more, and what came due is seen through. */
    private void over() {
        Feed before = leave();
        if (before != null) {
            before.issue().retire();
        }
    }

    private @Nullable Feed leave() {
        Feed before = feed;
        feed = null;
        plan = null;
        if (before != null) {
            before.halt();
        }
        return before;
    }

    /** Returns the plan in force, null if none is. Threadsafe. */
    public @Nullable LoadPlan plan() {
        return plan;
    }

    /** Returns the arrivals a second that are asked for now; 0 without a load, and of a closed loop. Threadsafe. */
    public double rate() {
        Feed now = feed;
        return now == null ? 0 : now.rate();
    }

    /** Returns how many requests are under way. Threadsafe. */
    public int inFlight() {
        return around.places().taken();
    }
}
