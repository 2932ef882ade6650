package dev.faultline.load.chaostoolkit;

import dev.faultline.load.experiment.Pause;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time, as a run sees it.
 *
 * @param clock wall time, for reports
 * @param nanoTime monotonic time
 */
record Time(InstantSource clock, LongSupplier nanoTime, Pause pause) {

    /** Real time. */
    static final Time REAL = new Time(InstantSource.system(), System::nanoTime, Pause::real);

    long now() {
        return nanoTime.getAsLong();
    }
}
