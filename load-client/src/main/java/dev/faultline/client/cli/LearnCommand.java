package dev.faultline.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.control.InjectorControl;
import dev.faultline.client.text.LearnedText;
import dev.faultline.learn.plan.Learned;
import dev.faultline.learn.plan.Learner;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Learns a fault plan from what was measured; the plan goes to standard output, what it rests on to standard error. */
@CommandLine.Command(
        name = "learn",
        description =
                "Learns a fault plan from what a Prometheus or a file tells of a service, and prints it; ends with 0,"
                        + " 98 the source or the injector does not answer, 104 bad input or nothing was measured.",
        sortOptions = false,
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class LearnCommand implements Callable<Integer> {

    static final int UNANSWERED = 98;

    private final Learner learner;
    private final InjectorControl injector;
    private final ObjectMapper json;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @CommandLine.Mixin
    final Options options = new Options();

    LearnCommand(Learner learner, InjectorControl injector, ObjectMapper json) {
        this.learner = learner;
        this.injector = injector;
        this.json = json;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Duration ends = options.ttl == null ? null : Durations.parse("--ttl", options.ttl);
            if (ends != null) {
                Require.between("--ttl", ends, Duration.ofSeconds(1), Duration.ofDays(31));
            }
            Learned learned = learner.learn(options.source.request(options.path()));
            if (ends != null) {
                learned.plan().put("expiresIn", Durations.format(ends));
            }
            Terminal told = Terminal.on(err, Terminal.STDERR);
            LearnedText.lines(learned).forEach(told::sentence);
            if (options.put != null) {
                injector.put(learned.plan());
                told.sentence("in force at the injector");
            }
            Object document = options.full ? learned : learned.plan();
            out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(document));
            out.flush();
            return 0;
        } catch (InvalidValue e) {
            return failed(err, LearnOptions.option(e).getMessage(), TopCommand.BAD_INPUT);
        } catch (ControlFailed e) {
            return failed(err, e.getMessage(), UNANSWERED);
        }
    }

    static int failed(PrintWriter err, String message, int code) {
        err.println(message);
        err.flush();
        return code;
    }

    /** What {@code learn} is asked. */
    static final class Options {

        @CommandLine.Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                description =
                        "an access log with durations, a histogram log or table, a report of ours, of k6 or of fortio")
        @Nullable
        Path file;

        @CommandLine.Mixin
        LearnOptions source = new LearnOptions();

        @CommandLine.Option(
                names = "--put",
                paramLabel = "URL",
                arity = "0..1",
                fallbackValue = "",
                description =
                        "puts the plan in force at the injector whose control API is there; default: that of this service")
        @Nullable
        String put;

        @CommandLine.Option(
                names = "--ttl",
                paramLabel = "T",
                description =
                        "after what time the plan injects nothing any more; default: a timeline's length, else never")
        @Nullable
        String ttl;

        @CommandLine.Option(
                names = "--full",
                description = "prints also what each rule rests on, and what could not be known")
        boolean full;

        /** Returns the file's name from the root on, which is what may be read. */
        @Nullable
        String path() {
            return file == null ? null : file.toAbsolutePath().toString();
        }
    }
}
