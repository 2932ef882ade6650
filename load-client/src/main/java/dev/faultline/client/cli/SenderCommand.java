package dev.faultline.client.cli;

import dev.faultline.client.control.SenderService;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Sends a part of the load of another load-client, until it is stopped. */
@CommandLine.Command(
        name = "sender",
        description =
                "Sends a part of the load of another load-client, which knows this one by faultline.load.senders or"
                        + " faultline.load.sender-service.",
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class SenderCommand implements Callable<Integer> {

    private final SenderService sender;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @CommandLine.Mixin
    final Options options = new Options();

    /** Read before the process starts. */
    static final class Options {

        @CommandLine.Option(
                names = "--port",
                paramLabel = "PORT",
                description =
                        "where the coordinator asks (default: quarkus.http.port, 8080); health and metrics are at a"
                                + " free port then")
        @Nullable
        Integer port;

        @CommandLine.Mixin
        final TlsOptions tls = new TlsOptions();
    }

    SenderCommand(SenderService sender) {
        this.sender = sender;
    }

    @Override
    public Integer call() {
        if (!sender.begin()) {
            spec.commandLine()
                    .getErr()
                    .println("a sender can't have senders: unset faultline.load.senders and"
                            + " faultline.load.sender-service");
            return TopCommand.BAD_INPUT;
        }
        Quarkus.waitForExit();
        return 0;
    }
}
