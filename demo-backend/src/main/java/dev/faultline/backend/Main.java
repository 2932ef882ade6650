package dev.faultline.backend;

import dev.faultline.platform.launch.Launch;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** Runs until it is told to stop. */
    public static void main(String... args) {
        Launch.run(null, args);
    }
}
