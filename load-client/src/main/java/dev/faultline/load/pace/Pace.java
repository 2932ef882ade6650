package dev.faultline.load.pace;

/**
 * When requests are due: an endless, strictly pure sequence of offsets. A pace holds its position and is confined to
 * one thread; whoever changes the rate starts a new pace from the last arrival, so that there is neither gap nor burst.
 */
public sealed interface Pace permits ConstantPace, PoissonPace {

    /** Returns the offset of the next arrival from the start of the sequence, in nanoseconds; never decreasing. */
    long nextNanos();
}
