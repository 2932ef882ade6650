package dev.faultline.load.cli;

import java.time.Duration;
import java.util.Locale;

/** How far something has come whose end is known, as a bar of at most 80 columns. */
final class Progress {

    private static final int WIDTH = 40;
    private static final double PERCENT = 100;

    private Progress() {}

    /** Returns the bar, such as {@code [####----] 50%  20s left}. */
    static String bar(Duration passed, Duration length) {
        double part = Math.max(0, Math.min(1, (double) passed.toNanos() / Math.max(1, length.toNanos())));
        int full = (int) (part * WIDTH);
        // Rounded up: there is no time left only at the end.
        long left =
                Math.max(0, length.minus(passed).plusSeconds(1).minusNanos(1).toSeconds());
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d%%  %s left",
                "#".repeat(full),
                "-".repeat(WIDTH - full),
                (int) (part * PERCENT),
                time(left));
    }

    private static String time(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }
}
