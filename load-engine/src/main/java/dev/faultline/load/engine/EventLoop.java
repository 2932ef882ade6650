package dev.faultline.load.engine;

/** The one thread that a load is confined to, with its clock and its timers. */
public interface EventLoop {

    /** Returns the monotonic clock. */
    long nanoTime();

    /** Runs the task on this thread as soon as the clock reaches {@code nanos}, never within this call. */
    Timer at(long nanos, Runnable task);

    /** A scheduled task. */
    interface Timer {

        /** Cancels the task unless it has run. */
        void cancel();
    }
}
