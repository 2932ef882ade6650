package dev.faultline.load.chaostoolkit;

import java.util.Locale;

/** How a run ended, in chaostoolkit's words; whether the steady state deviated is said beside it. */
enum Ending {
    /** It got to its end. */
    COMPLETED,
    /** A probe or an action had no answer, or the steady state was not met before the method. */
    FAILED,
    /** It broke. */
    ABORTED,
    /** Somebody ended it. */
    INTERRUPTED;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
