package dev.faultline.load.experiment;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time, as an experiment sees it; tests pass it faster.
 *
 * @param clock wall time, for reports
 * @param nanoTime monotonic time, for durations
 * @param pause lets it pass
 */
public record Time(InstantSource clock, LongSupplier nanoTime, Pause pause) {

    /** Real time. */
    public static final Time REAL = new Time(InstantSource.system(), System::nanoTime, Pause::real);

    /** Returns monotonic time. */
    public long now() {
        return nanoTime.getAsLong();
    }
}
