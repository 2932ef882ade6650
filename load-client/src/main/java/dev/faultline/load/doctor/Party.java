package dev.faultline.load.doctor;

import java.util.Locale;

/** Who takes part in a split. */
enum Party {
    /** Who sends. */
    CLIENT,
    /** The Service whose traffic is split. */
    BACKEND,
    /** What gets the share that is to fail. */
    INJECTOR;

    /** Returns the name in those of checks and in sentences. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
