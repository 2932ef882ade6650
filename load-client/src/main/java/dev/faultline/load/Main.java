package dev.faultline.load;

import dev.faultline.launch.Launch;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service, or the command that the arguments name. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** Runs until the command is done, or until it is told to stop. */
    public static void main(String... args) {
        Launch.run(LoadClient.class, args);
    }
}
