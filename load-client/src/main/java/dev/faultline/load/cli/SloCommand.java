package dev.faultline.load.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.text.Paragraph;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Asks a running load-client whether its target is good enough; made for {@code helm test} and pipelines. */
@CommandLine.Command(
        name = "slo",
        description = "Asks a running load-client for its SLO; ends with 0 met, 99 violated, 98 undecided or no answer,"
                + " 104 bad input.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true)
public class SloCommand implements Callable<Integer> {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final ObjectMapper mapper;

    @CommandLine.Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Option(names = "--of", paramLabel = "URL", required = true, description = "where the load-client is")
    String of = "";

    @CommandLine.Option(
            names = "--window",
            paramLabel = "T",
            description = "what thresholds that name no time speak of; default: its own")
    String window = "";

    @CommandLine.Option(
            names = "--threshold",
            paramLabel = "TEXT",
            description = "what must hold; may be given several times; default: what it is configured with")
    List<String> thresholds = new ArrayList<>();

    @CommandLine.Option(
            names = "--wait",
            paramLabel = "T",
            defaultValue = "60s",
            description = "how long to ask again while nothing is decided, 0s to 1h; default: 60s")
    String wait = "";

    @CommandLine.Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "holds the token that its API asks for")
    @Nullable
    Path tokenFile;

    @CommandLine.Option(names = "--json", description = "prints its answer as one JSON document, and nothing else")
    boolean json;

    SloCommand(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new AssertionError("picocli sets it");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Duration atMost = Durations.parse("--wait", wait);
            Require.between("--wait", atMost, Duration.ZERO, LONGEST_WAIT);
            SloCall call = new SloCall(mapper, of, window, thresholds, token());
            SloAnswered answer = new SloWait(System::nanoTime, SloCommand::pause).await(atMost, call::ask);
            if (answer.exitCode() == TopCommand.BAD_INPUT) {
                tell(err, answer.reason());
            } else if (json) {
                tell(out, document(answer));
            } else {
                Terminal.on(out, Terminal.STDOUT).sentence(answer.paint(), Paragraph.plain(answer.reason()));
            }
            return answer.exitCode();
        } catch (InvalidValue e) {
            tell(err, e.getMessage());
            return TopCommand.BAD_INPUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.ABORTED.exitCode();
        }
    }

    /** A signal stops the application, not this thread. */
    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        if (ApplicationLifecycleManager.isVmShuttingDown()) {
            throw new InterruptedException("stopped by a signal");
        }
    }

    private String document(SloAnswered answer) {
        return answer.body().isEmpty()
                ? mapper.createObjectNode()
                        .put("reason", answer.reason())
                        .put("met", false)
                        .toString()
                : answer.body();
    }

    private String token() {
        if (tokenFile == null) {
            return "";
        }
        try {
            String token = Files.readString(tokenFile).strip();
            // What is in the file is nobody's business.
            Require.that(
                    !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127),
                    "--token-file",
                    "must hold a token of printable characters",
                    tokenFile);
            return token;
        } catch (IOException e) {
            throw new InvalidValue("--token-file", "must be a file that can be read", tokenFile, e);
        }
    }

    private static void tell(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }
}
