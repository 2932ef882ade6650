package dev.faultline.load.engine;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose clock goes from timer to timer: a day takes as long as its tasks. */
public final class SimulatedLoop implements EventLoop {

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.<Task>comparingLong(task -> task.due).thenComparingLong(task -> task.order));
    private long now;
    private long order;

    private static final class Task implements Timer {
        private final long due;
        private final long order;
        private final Runnable action;
        private boolean cancelled;

        Task(long due, long order, Runnable action) {
            this.due = due;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Timer at(long nanos, Runnable action) {
        Task task = new Task(nanos, order++, action);
        tasks.add(task);
        return task;
    }

    /** Lets everything happen that is due until then. */
    public void runUntil(long end) {
        while (!tasks.isEmpty() && tasks.element().due <= end) {
            Task next = tasks.remove();
            now = Math.max(now, next.due);
            if (!next.cancelled) {
                next.action.run();
            }
        }
        now = Math.max(now, end);
    }

    /** Lets the clock go on without anything happening: as for a process that is stopped. */
    public void pause(long nanos) {
        now += nanos;
    }
}
