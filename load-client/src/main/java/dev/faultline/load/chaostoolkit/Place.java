package dev.faultline.load.chaostoolkit;

import java.util.Optional;

/**
 * Where something ran, as journals tell it.
 *
 * @param platform the operating system and its version
 * @param node the name of the machine
 */
public record Place(String platform, String node) {

    /** Returns where this process runs; asks no DNS. */
    public static Place here() {
        String platform = String.join("-", property("os.name"), property("os.version"), property("os.arch"));
        return new Place(
                platform, Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost"));
    }

    private static String property(String name) {
        return Optional.ofNullable(System.getProperty(name)).orElse("unknown");
    }
}
