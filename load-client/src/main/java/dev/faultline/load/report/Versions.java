package dev.faultline.load.report;

/**
 * What an experiment was run with.
 *
 * @param faultline the version of this program
 * @param java the runtime and its version
 * @param os the operating system, its version and the processor's kind
 */
public record Versions(String faultline, String java, String os) {

    /** Returns the versions around this process, which is that version of Faultline. */
    public static Versions here(String faultline) {
        return new Versions(
                faultline,
                property("java.vm.name") + " " + property("java.runtime.version"),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"));
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
