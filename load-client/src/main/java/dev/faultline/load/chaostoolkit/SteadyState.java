package dev.faultline.load.chaostoolkit;

import dev.faultline.wire.Require;
import java.util.List;

/**
 * What chaostoolkit calls the steady-state hypothesis: what is true of a healthy system.
 *
 * @param probes in order, each with a tolerance; the first that is not met decides
 */
record SteadyState(String title, List<Activity> probes) {

    static final int MOST = 20;

    /** Checks the bounds. */
    SteadyState {
        Require.that(!title.isBlank(), "title", "must be given", "nothing");
        Require.between("probes", probes.size(), 0, MOST);
        probes = List.copyOf(probes);
    }
}
