package dev.faultline.load.experiment;

import dev.faultline.wire.Require;

/**
 * A state that an experiment was in.
 *
 * @param from seconds from {@link Chronicle#since()} to when it was entered
 * @param to seconds to when it was left, or to the end of what is known
 */
public record Passed(State state, double from, double to) {

    /** Checks that it does not end before it begins. */
    public Passed {
        Require.present("state", state);
        Require.between("from", from, 0, Double.MAX_VALUE);
        Require.between("to", to, from, Double.MAX_VALUE);
    }
}
