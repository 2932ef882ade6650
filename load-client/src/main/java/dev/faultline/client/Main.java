package dev.faultline.client;

import dev.faultline.client.cli.Preflight;
import dev.faultline.client.cli.TopCommand;
import dev.faultline.platform.launch.Launch;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;

/** Starts the service, or the command that the arguments name. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** Runs until the command is done, or until it is told to stop. */
    public static void main(String... args) {
        // The JVM keeps addresses for 30 s; names are looked up again more often than that.
        Security.setProperty("networkaddress.cache.ttl", "5");
        // The server's own answer to a URL with a bare % has no body; the API says what is wrong.
        System.setProperty("vertx.disableURIValidation", "true");
        Preflight.prepare(args)
                .ifPresentOrElse(
                        System::exit,
                        () -> Launch.run(LoadClient.class, args.length == 0 ? 1 : TopCommand.BAD_INPUT, args));
    }
}
