package dev.faultline.load.http;

import dev.faultline.load.engine.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of attempts with the same timeout, which fall due in the order of their dispatch: a linked list with
 * one timer instead of a timer for each. Confined to the loop.
 */
final class Deadlines {

    private final EventLoop loop;
    private final long timeoutNanos;
    private @Nullable Entry first;
    private @Nullable Entry last;
    private boolean armed;

    /** What has a deadline. */
    abstract static class Entry {
        private @Nullable Entry before;
        private @Nullable Entry after;
        private long deadline;
        private boolean watched;

        /** The deadline has passed. */
        abstract void timeOut();
    }

    Deadlines(EventLoop loop, long timeoutNanos) {
        this.loop = loop;
        this.timeoutNanos = timeoutNanos;
    }

    /** Begins to watch an entry that was dispatched at that time, which is not before that of any other. */
    void add(Entry entry, long dispatched) {
        entry.deadline = dispatched + timeoutNanos;
        entry.watched = true;
        entry.before = last;
        if (last == null) {
            first = entry;
        } else {
            last.after = entry;
        }
        last = entry;
        if (!armed) {
            arm(entry);
        }
    }

    /** Watches the entry no more; idempotent. */
    void remove(Entry entry) {
        if (!entry.watched) {
            return;
        }
        entry.watched = false;
        Entry before = entry.before;
        Entry after = entry.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        entry.before = null;
        entry.after = null;
    }

    private void arm(Entry earliest) {
        armed = true;
        loop.at(earliest.deadline, this::expire);
    }

    // The entry that the timer was set for has usually ended by now; then it is set for the one that is first now.
    private void expire() {
        long now = loop.nanoTime();
        while (first != null && first.deadline - now <= 0) {
            Entry due = first;
            remove(due);
            due.timeOut();
        }
        armed = false;
        if (first != null) {
            arm(first);
        }
    }
}
