package dev.faultline.load.api;

import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.wire.Durations;
import dev.faultline.wire.Require;
import java.time.Duration;

/** The query parameter {@code window}: how far to look back. */
final class Lookback {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Lookback() {}

    /**
     * Returns what ended within that time.
     *
     * @throws dev.faultline.wire.InvalidValue unless it is a duration from 1 s to 10 m
     */
    static Window over(Windows windows, String window) {
        Duration length = Durations.parse("window", window);
        Require.between("window", length, SHORTEST, LONGEST);
        return windows.since(System.nanoTime() - length.toNanos());
    }
}
