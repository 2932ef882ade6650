package dev.faultline.load.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest marks: at most {@value #MOST}, none older than ten minutes. Threadsafe. */
public final class Marks {

    /** How many are kept. */
    public static final int MOST = 200;

    /** How long they are kept. */
    static final Duration KEPT = Duration.ofMinutes(10);

    private final Deque<Mark> marks = new ArrayDeque<>();

    /** Adds some, in the order in which they were seen. */
    public synchronized void add(List<Mark> seen) {
        for (Mark mark : seen) {
            marks.addLast(mark);
            if (marks.size() > MOST) {
                Mark unused = marks.removeFirst();
            }
        }
    }

    /** Returns those that are not too old, oldest first. */
    public synchronized List<Mark> at(Instant now) {
        long oldest = now.minus(KEPT).toEpochMilli();
        marks.removeIf(mark -> mark.time() < oldest);
        return List.copyOf(marks);
    }
}
