package dev.faultline.load.drive;

import dev.faultline.load.pace.Gaps;
import dev.faultline.load.pace.Profile;
import dev.faultline.load.pace.Schedule;
import dev.faultline.load.plan.LoadPlan;
import org.jspecify.annotations.Nullable;

/**
 * Requests come due by a pure sequence, whether or not earlier ones have been answered. What can't be sent in time is
 * shed and counted, never kept for a burst. Confined to the loop.
 */
final class OpenLoop implements Feed {

    /**
     * The shortest time between two wake-ups: above 2,000 a second a wake-up costs more than the request it sends.
     * Arrivals in between are sent this much late at most, and that counts as lag and as latency.
     */
    static final long QUANTUM_NANOS = 500_000;

    private final Surroundings around;
    private final Issue issue;
    private final Runnable whenOver;
    private final long began;
    private final Schedule schedule;
    private long lastWake;
    private Loop.@Nullable Timer next;

    /**
     * @param began when the plan's time begins
     * @param before the open loop that this takes over from, which has settled what was due by then
     * @param whenOver is run when the plan's time is over
     */
    OpenLoop(Issue issue, Surroundings around, long began, @Nullable OpenLoop before, Runnable whenOver) {
        this.around = around;
        this.issue = issue;
        this.whenOver = whenOver;
        this.began = began;
        this.lastWake = began - QUANTUM_NANOS;
        LoadPlan plan = issue.plan();
        long length = plan.duration() == null ? Profile.NEVER : plan.duration().toNanos();
        Profile profile = plan.demand().profile(length);
        Gaps gaps = plan.demand().gaps(issue.chance().arrivals());
        this.schedule = before == null
                ? Schedule.first(profile, gaps)
                : before.schedule.then(profile, gaps, began - before.began);
    }

    @Override
    public void begin() {
        arm();
    }

    @Override
    public void halt() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    @Override
    public double rate() {
        return schedule.profile().rateAt(around.loop().nanoTime() - began);
    }

    @Override
    public Issue issue() {
        return issue;
    }

    private void arm() {
        if (schedule.due() == Profile.NEVER) {
            long end = schedule.profile().lengthNanos();
            next = end == Profile.NEVER ? null : around.loop().at(began + end, whenOver);
            return;
        }
        next = around.loop().at(Math.max(began + schedule.due(), lastWake + QUANTUM_NANOS), this::fire);
    }

    private void fire() {
        lastWake = around.loop().nanoTime();
        sendDue(lastWake);
        arm();
    }

    /** Sends what has come due by then since the last wake-up; the plan that takes over knows nothing of it. */
    void settle(long now) {
        sendDue(now);
    }

    private void sendDue(long now) {
        while (schedule.due() <= now - began) {
            long due = began + schedule.due();
            if (now - due > around.maxLagNanos()) {
                issue.tooLate();
            } else {
                issue.arrive(due);
            }
            schedule.advance();
        }
    }
}
