package dev.faultline.client.api;

import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.List;

/**
 * Looks back from one moment.
 *
 * @param window what ended within the time that is asked for
 */
record WindowQuery(WindowHistory windows, long now, Window window) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String ALL = "total";

    /**
     * Returns a look at the query parameter {@code window}.
     *
     * @throws dev.faultline.platform.wire.InvalidValue unless it is a duration from 1 s to 10 m
     */
    static WindowQuery of(WindowHistory windows, String window) {
        long now = System.nanoTime();
        return new WindowQuery(windows, now, windows.over(length(window), now));
    }

    /**
     * Returns what ended within that time.
     *
     * @throws dev.faultline.platform.wire.InvalidValue unless it is a duration from 1 s to 10 m
     */
    static Window over(WindowHistory windows, String window) {
        return of(windows, window).window();
    }

    /** Returns what ended within another time before the same moment. */
    Window over(Duration length) {
        return windows.over(length, now);
    }

    /**
     * Returns what ended within that time, or all since the start if that is asked for.
     *
     * @throws dev.faultline.platform.wire.InvalidValue unless it is {@value #ALL} or a duration from 1 s to 10 m
     */
    static Window over(WindowHistory windows, Totals totals, String window) {
        return window.equals(ALL) ? totals.window(System.nanoTime()) : over(windows, window);
    }

    /**
     * Returns the windows within that time, oldest first.
     *
     * @throws dev.faultline.platform.wire.InvalidValue unless it is a duration from 1 s to 10 m
     */
    static List<Window> each(WindowHistory windows, String window) {
        return windows.last(length(window), System.nanoTime());
    }

    private static Duration length(String window) {
        Duration length = Durations.parse("window", window);
        Require.between("window", length, SHORTEST, LONGEST);
        return length;
    }
}
