package dev.faultline.client.cli;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Tells when the next line is due: as soon as the seconds that it speaks of are in the books. For one thread. */
final class WindowTicker {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final WindowHistory windows;
    private final Duration every;
    private long start;
    private long last;

    /**
     * @param every how much time a line speaks of
     * @param start seconds that began before belong to no line
     */
    WindowTicker(WindowHistory windows, Duration every, long start) {
        this.windows = windows;
        this.every = every;
        this.start = start;
        this.last = start;
    }

    /** Begins anew: as one whose start is that moment. */
    void restart(long moment) {
        start = moment;
        last = moment;
    }

    /** Returns what the line speaks of, if one is due. */
    Optional<Window> beat() {
        OptionalLong end = windows.lastEnd();
        // Half a second of slack: the seconds of a busy machine are not all of the same length.
        if (end.isEmpty() || end.getAsLong() - last < every.toNanos() - SECOND / 2) {
            return Optional.empty();
        }
        // The second that was under way at the start would show a part of what is asked for.
        List<Window> seconds = windows.last(Duration.ofNanos(end.getAsLong() - last), end.getAsLong()).stream()
                .filter(second -> second.startNanos() - start >= -SECOND / 100)
                .toList();
        last = end.getAsLong();
        return seconds.isEmpty() ? Optional.empty() : Optional.of(sum(seconds));
    }

    /** Returns the seconds from the start to the end of the last line. */
    long second() {
        return Math.round((double) (last - start) / SECOND);
    }

    private static Window sum(List<Window> seconds) {
        if (seconds.size() == 1) {
            return seconds.get(0);
        }
        Tally sum = new Tally();
        seconds.forEach(second -> sum.add(second.tally()));
        Window first = seconds.get(0);
        return new Window(
                first.began(),
                first.startNanos(),
                seconds.get(seconds.size() - 1).endNanos(),
                sum);
    }
}
