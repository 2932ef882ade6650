package dev.faultline.load.chaos;

/** What an object of Chaos Mesh comes to on one machine. */
sealed interface LocalFault permits Kill, KeepDown, Starve, Repeat {

    /** Returns whose process is meant, as {@code app.kubernetes.io/name} has it. */
    String service();
}
