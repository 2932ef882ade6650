package dev.faultline.load.drive;

/** The one thread that a load is confined to: its clock and its timers. */
public interface Loop {

    /** Returns the monotonic clock. */
    long nanoTime();

    /** Runs the task on this thread as soon as the clock has come to {@code nanos}, never in this call. */
    Timer at(long nanos, Runnable task);

    /** A task to come. */
    interface Timer {

        /** Takes the task back, unless it has run. */
        void cancel();
    }
}
