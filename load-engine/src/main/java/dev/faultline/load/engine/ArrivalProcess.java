package dev.faultline.load.engine;

import dev.faultline.load.engine.Driver.Context;
import dev.faultline.load.measure.Result;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.InterArrival;
import dev.faultline.load.schedule.RateProfile;
import dev.faultline.load.schedule.Schedule;
import dev.faultline.load.schedule.Shard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes the requests of a plan come due: on a schedule, or whenever a caller is free. Confined to the loop. */
sealed interface ArrivalProcess {

    /** Begins; requests may come due within this call. */
    void begin();

    /** Stops: nothing comes due any more. */
    void halt();

    /** Lets nothing come due from now on until {@link #resume}: the time of the plan stands still. Once, also before it begins. */
    void pause();

    /** Goes on where {@link #pause} has stopped it. */
    void resume();

    /** Takes another part of the load from that arrival on, of which nothing has come due; callers at once. */
    void assign(@Nullable Shard shard, long from);

    /** Lets requests come due up to there and no further. */
    void grant(Horizon upTo);

    /** Returns the rate now, in arrivals a second; 0 for a closed loop. */
    double rate();

    /** Returns what sends the requests. */
    Dispatcher dispatcher();

    /**
     * Requests come due on a schedule, whether or not earlier ones have been answered. What can't be sent in time is
     * shed and counted, never kept for a burst.
     */
    final class OpenLoop implements ArrivalProcess {

        /**
         * The shortest time between two wake-ups: above 1,667 a second a wake-up costs more than the request it sends.
         * Arrivals in between are sent late by at most this, which counts as lag and as latency.
         */
        static final long QUANTUM_NANOS = 600_000;

        /** What is due so short a time ago is not late. */
        private static final long PUNCTUAL_NANOS = 10_000_000;

        private final Context context;
        private final Dispatcher dispatcher;
        private final Runnable whenOver;
        private final Schedule schedule;
        /** When the plan's time began, later by as long as it was paused. */
        private long began;

        private @Nullable Long pausedAt;
        private long lastWake;
        private EventLoop.@Nullable Timer next;
        /** The first arrival that may not come due yet. */
        private long horizon = Long.MAX_VALUE;

        /**
         * @param began when the plan's time begins; may lie ahead, or behind
         * @param before the open loop that this takes over from, which has sent what was due by then
         * @param shared where the load begins whose parts others tell; null for one that is this process's own
         * @param whenOver is run when the plan's time is over
         */
        OpenLoop(
                Dispatcher dispatcher,
                Context context,
                long began,
                @Nullable OpenLoop before,
                Schedule.@Nullable Position shared,
                Runnable whenOver) {
            this.context = context;
            this.dispatcher = dispatcher;
            this.whenOver = whenOver;
            this.began = began;
            this.lastWake = began - QUANTUM_NANOS;
            LoadPlan plan = dispatcher.plan();
            long length = plan.duration() == null
                    ? RateProfile.NEVER
                    : plan.duration().toNanos();
            RateProfile profile = plan.demand().profile(length);
            InterArrival gaps =
                    plan.demand().gaps(dispatcher.random().sequence().gaps());
            if (shared != null) {
                this.schedule = Schedule.at(shared, profile, gaps);
                this.horizon = shared.number();
            } else if (before == null) {
                this.schedule = Schedule.first(profile, gaps, context.shard());
            } else {
                this.schedule = before.schedule.then(profile, gaps, before.now(began) - before.began);
            }
        }

        @Override
        public void assign(@Nullable Shard shard, long from) {
            schedule.reassign(shard, from);
            armAnew();
        }

        @Override
        public void grant(Horizon upTo) {
            horizon = upTo.number();
            armAnew();
        }

        private void armAnew() {
            halt();
            if (pausedAt == null) {
                arm();
            }
        }

        @Override
        public void begin() {
            if (pausedAt == null) {
                arm();
            }
        }

        @Override
        public void pause() {
            long now = Math.max(began, context.loop().nanoTime());
            if (next != null) {
                sendDue(now);
            }
            pausedAt = now;
            halt();
        }

        @Override
        public void resume() {
            if (pausedAt != null) {
                long lasted = context.loop().nanoTime() - pausedAt;
                began += lasted;
                lastWake += lasted;
                pausedAt = null;
                arm();
            }
        }

        /** Returns how far the plan's time has come when the clock shows that. */
        private long now(long nanos) {
            return pausedAt == null ? nanos : pausedAt;
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
            return pausedAt == null ? schedule.profile().rateAt(context.loop().nanoTime() - began) : 0;
        }

        @Override
        public Dispatcher dispatcher() {
            return dispatcher;
        }

        private void arm() {
            if (schedule.due() == RateProfile.NEVER) {
                long end = schedule.profile().lengthNanos();
                next = end == RateProfile.NEVER ? null : context.loop().at(began + end, whenOver);
                return;
            }
            if (schedule.number() >= horizon) {
                // Not even the end of the plan comes before that is granted.
                next = null;
                return;
            }
            next = context.loop().at(Math.max(began + schedule.due(), lastWake + QUANTUM_NANOS), this::fire);
        }

        private void fire() {
            lastWake = context.loop().nanoTime();
            sendDue(lastWake);
            arm();
        }

        /** Sends what has come due since the last wake-up; the plan that takes over does not know of it. */
        void settle(long now) {
            sendDue(now(now));
            // Of a shared load it has all up to the horizon, to whichever side its clock has moved since it began.
            while (horizon != Long.MAX_VALUE && schedule.number() < horizon && schedule.due() != RateProfile.NEVER) {
                dispatcher.arrive(
                        Math.min(began + schedule.due(), context.loop().nanoTime()), schedule.number());
                schedule.advance();
            }
        }

        /** Returns the number of the first arrival after that moment, by which all that was due is sent. */
        long next(long moment) {
            return schedule.after(now(moment) - began).number();
        }

        private void sendDue(long now) {
            // One of several senders that stood still must not add a burst to what the others send by then.
            boolean stoodStill = horizon != Long.MAX_VALUE && now - began - schedule.due() > context.maxLagNanos();
            long mayBeLate = stoodStill ? Math.min(PUNCTUAL_NANOS, context.maxLagNanos()) : context.maxLagNanos();
            while (schedule.due() <= now - began && schedule.number() < horizon) {
                long due = began + schedule.due();
                if (now - due > mayBeLate) {
                    dispatcher.tooLate();
                } else {
                    dispatcher.arrive(due, schedule.number());
                }
                schedule.advance();
            }
        }
    }

    /**
     * A number of callers that each send their next request when the last one was answered. While the target stalls
     * nobody calls, so that the percentiles hide the stall.
     */
    final class ClosedLoop implements ArrivalProcess {

        /** How long a caller waits that could not even connect: nothing else slows down calls that fail at once. */
        private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

        private final Context context;
        private final Dispatcher dispatcher;
        private final Runnable whenOver;
        /** When the plan's time began, later by as long as it was paused. */
        private long began;
        /** Whose callers these are; null for nobody's. */
        private @Nullable Shard shard;

        private int callers;
        private int ready;
        /** Up to which time of the plan they may call. */
        private long horizon = RateProfile.NEVER;

        private long called;
        private boolean sending;
        private boolean halted;
        private @Nullable Long pausedAt;
        /** When the plan's time is over; {@link RateProfile#NEVER} if it has no end. */
        private long endsAt = RateProfile.NEVER;

        private EventLoop.@Nullable Timer end;

        /** @param shared whether others tell which callers are this process's own */
        ClosedLoop(Dispatcher dispatcher, Context context, long began, boolean shared, Runnable whenOver) {
            this.context = context;
            this.dispatcher = dispatcher;
            this.began = began;
            this.whenOver = whenOver;
            this.shard = shared ? null : context.shard();
            this.horizon = shared ? 0 : RateProfile.NEVER;
            this.callers = callersOf(shard);
            dispatcher.whenFinished(this::answered);
        }

        private int callersOf(@Nullable Shard part) {
            Integer all = dispatcher.plan().demand().concurrency();
            return all == null || part == null ? 0 : part.of(all);
        }

        @Override
        public void assign(@Nullable Shard part, long from) {
            shard = part;
            int wanted = callersOf(part);
            // Who calls now sees that he is one too many when he is answered.
            ready += wanted - callers;
            callers = wanted;
            sendIfBegun();
        }

        @Override
        public void grant(Horizon upTo) {
            horizon = upTo.nanos();
            sendIfBegun();
        }

        private void sendIfBegun() {
            if (!sending && began - context.loop().nanoTime() <= 0) {
                send();
            }
        }

        @Override
        public void begin() {
            LoadPlan plan = dispatcher.plan();
            if (plan.duration() != null) {
                endsAt = began + plan.duration().toNanos();
            }
            ready = callers;
            if (pausedAt == null) {
                go();
            }
        }

        private void go() {
            if (endsAt != RateProfile.NEVER) {
                end = context.loop().at(endsAt, whenOver);
            }
            if (began - context.loop().nanoTime() > 0) {
                context.loop().at(began, this::send);
            } else {
                send();
            }
        }

        @Override
        public void pause() {
            pausedAt = context.loop().nanoTime();
            if (end != null) {
                end.cancel();
                end = null;
            }
        }

        @Override
        public void resume() {
            if (pausedAt != null) {
                long lasted = context.loop().nanoTime() - pausedAt;
                endsAt += endsAt == RateProfile.NEVER ? 0 : lasted;
                began += lasted;
                pausedAt = null;
                if (!halted) {
                    go();
                }
            }
        }

        @Override
        public void halt() {
            halted = true;
            if (end != null) {
                end.cancel();
                end = null;
            }
        }

        @Override
        public double rate() {
            return 0;
        }

        @Override
        public Dispatcher dispatcher() {
            return dispatcher;
        }

        private void answered(Result result) {
            if (result.resultClass().connected()) {
                call();
            } else {
                context.loop().at(context.loop().nanoTime() + PAUSE_NANOS, this::call);
            }
        }

        private void call() {
            ready++;
            // An attempt may fail within the call that sends it: a loop, not a recursion.
            if (!sending) {
                send();
            }
        }

        private void send() {
            sending = true;
            while (ready > 0 && shard != null && !halted && pausedAt == null) {
                long now = context.loop().nanoTime();
                if (now - began >= horizon) {
                    break;
                }
                ready--;
                dispatcher.arrive(now, shard.numberOf(called));
                called++;
            }
            sending = false;
        }
    }
}
