package dev.faultline.backend;

import dev.faultline.launch.Launch;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** Runs until it is told to stop. */
    public static void main(String... args) {
        // Quarkus would answer targets that are no URI itself: uncounted, without a page and a Server header. Ours are
        // read more strictly anyway. It knows only a system property for this, read once.
        System.setProperty("vertx.disableURIValidation", "true");
        Launch.run(null, args);
    }
}
