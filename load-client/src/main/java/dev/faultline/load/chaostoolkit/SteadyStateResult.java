package dev.faultline.load.chaostoolkit;

import java.util.List;

/**
 * What one look at the steady state found.
 *
 * @param met whether all probes were within their tolerances
 * @param probes those that were asked, up to the first that was not
 */
record SteadyStateResult(boolean met, List<ActivityResult> probes) {

    /** Returns why it is not met, in a sentence; empty if it is. */
    String why() {
        return probes.stream()
                .filter(probe -> !Boolean.TRUE.equals(probe.toleranceMet()))
                .map(SteadyStateResult::why)
                .findFirst()
                .orElse("");
    }

    /** Returns whether a probe had no answer at all. */
    boolean raised() {
        return probes.stream().anyMatch(probe -> !probe.succeeded());
    }

    private static String why(ActivityResult probe) {
        String title = probe.activity().title();
        return probe.failure() == null
                ? title + " is out of its tolerance "
                        + probe.activity().written().path("tolerance") + ": status " + probe.status()
                : title + " failed: " + probe.failure();
    }
}
