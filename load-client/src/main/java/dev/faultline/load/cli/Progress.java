package dev.faultline.load.cli;

import java.time.Duration;
import java.util.Locale;

/** How far something has come whose end is known, as a bar. */
final class Progress {

    private static final int WIDEST = 40;
    private static final int NARROWEST = 4;

    /** What stands beside the bar: {@code 100%  23h59m left []}, and the column where a cursor waits. */
    private static final int BESIDE = 22;

    private static final double PERCENT = 100;

    private Progress() {}

    /**
     * Returns the bar, such as {@code 50% 20s left [####----]}. What matters most is first: a window may become narrower
     * while the bar stands there, and cut off its end.
     *
     * @param columns how wide it may be; from 26 it fits
     */
    static String bar(Duration passed, Duration length, int columns) {
        int width = Math.max(NARROWEST, Math.min(WIDEST, columns - BESIDE));
        double part = Math.max(0, Math.min(1, (double) passed.toNanos() / Math.max(1, length.toNanos())));
        int full = (int) (part * width);
        // Rounded up: there is no time left only at the end.
        long left =
                Math.max(0, length.minus(passed).plusSeconds(1).minusNanos(1).toSeconds());
        return String.format(
                Locale.ROOT,
                "%3d%% %7s left [%s%s]",
                (int) (part * PERCENT),
                time(left),
                "#".repeat(full),
                "-".repeat(width - full));
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
