package dev.faultline.load.engine;

import dev.faultline.load.engine.Driver.Context;
import dev.faultline.load.measure.Result;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.InterArrival;
import dev.faultline.load.schedule.RateProfile;
import dev.faultline.load.schedule.Schedule;
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
         * The shortest time between two wake-ups: above 2,000 a second a wake-up costs more than the request it sends.
         * Arrivals in between are sent late by at most this, which counts as lag and as latency.
         */
        static final long QUANTUM_NANOS = 500_000;

        private final Context context;
        private final Dispatcher dispatcher;
        private final Runnable whenOver;
        private final Schedule schedule;
        /** When the plan's time began, later by as long as it was paused. */
        private long began;

        private @Nullable Long pausedAt;
        private long lastWake;
        private EventLoop.@Nullable Timer next;

        /**
         * @param began when the plan's time begins; may lie ahead, or behind
         * @param before the open loop that this takes over from, which has sent what was due by then
         * @param whenOver is run when the plan's time is over
         */
        OpenLoop(Dispatcher dispatcher, Context context, long began, @Nullable OpenLoop before, Runnable whenOver) {
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
            InterArrival gaps = plan.demand().gaps(dispatcher.random().arrivals());
            this.schedule = before == null
                    ? Schedule.first(profile, gaps, context.shard())
                    : before.schedule.then(profile, gaps, before.now(began) - before.began);
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
        }

        /** Returns the number of the first arrival after that moment, by which all that was due is sent. */
        long next(long moment) {
            return schedule.after(now(moment) - began).number();
        }

        private void sendDue(long now) {
            while (schedule.due() <= now - began) {
                long due = began + schedule.due();
                if (now - due > context.maxLagNanos()) {
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
        private final long began;
        private final Runnable whenOver;
        private final int concurrency;
        private int ready;
        private long called;
        private boolean sending;
        private boolean halted;
        private @Nullable Long pausedAt;
        /** When the plan's time is over; {@link RateProfile#NEVER} if it has no end. */
        private long endsAt = RateProfile.NEVER;

        private EventLoop.@Nullable Timer end;

        ClosedLoop(Dispatcher dispatcher, Context context, long began, Runnable whenOver) {
            this.context = context;
            this.dispatcher = dispatcher;
            this.began = began;
            this.whenOver = whenOver;
            Integer callers = dispatcher.plan().demand().concurrency();
            this.concurrency = callers == null ? 0 : context.shard().of(callers);
            dispatcher.whenFinished(this::answered);
        }

        @Override
        public void begin() {
            LoadPlan plan = dispatcher.plan();
            if (plan.duration() != null) {
                endsAt = began + plan.duration().toNanos();
            }
            ready = concurrency;
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
                endsAt += endsAt == RateProfile.NEVER ? 0 : context.loop().nanoTime() - pausedAt;
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
            while (ready > 0 && !halted && pausedAt == null) {
                ready--;
                dispatcher.arrive(context.loop().nanoTime(), context.shard().numberOf(called));
                called++;
            }
            sending = false;
        }
    }
}
