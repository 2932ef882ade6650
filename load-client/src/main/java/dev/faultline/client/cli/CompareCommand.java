package dev.faultline.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.plan.Comparison;
import dev.faultline.learn.plan.Learner;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Says whether a rehearsal was like what it rehearsed. */
@CommandLine.Command(
        name = "compare",
        description =
                "Compares what was asked for with what was observed: percentiles, shares, distances; ends with 0 alike,"
                        + " 99 unlike, 98 undecided or no answer, 104 bad input.",
        sortOptions = false,
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class CompareCommand implements Callable<Integer> {

    private static final int UNLIKE = 99;

    /** Of a plan; longer documents are something else. */
    private static final int LONGEST_PLAN = 4 << 20;

    private final Learner learner;
    private final StrictReader reader;
    private final ObjectMapper json;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @CommandLine.Mixin
    final Options options = new Options();

    CompareCommand(Learner learner, StrictReader reader, ObjectMapper json) {
        this.learner = learner;
        this.reader = reader;
        this.json = json;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Observed observed = learner.observe(options.source.request(absolute(options.observed)));
            JsonNode plan = plan(options.asked);
            Comparison comparison = plan == null
                    ? Comparison.of(original(options.asked), observed)
                    : Comparison.ofPlan(plan, observed.all(), null);
            out.print(
                    options.json
                            ? json.writerWithDefaultPrettyPrinter().writeValueAsString(comparison) + "\n"
                            : comparison.text());
            out.flush();
            return switch (comparison.likeness()) {
                case ALIKE -> 0;
                case UNLIKE -> UNLIKE;
                case UNDECIDED -> LearnCommand.UNANSWERED;
            };
        } catch (InvalidValue e) {
            return LearnCommand.failed(err, LearnOptions.option(e).getMessage(), TopCommand.BAD_INPUT);
        } catch (ControlFailed e) {
            return LearnCommand.failed(err, e.getMessage(), LearnCommand.UNANSWERED);
        }
    }

    /** Returns the plan that a file holds, or the document that learn --full has printed; null if it holds something else. */
    private @Nullable JsonNode plan(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(LONGEST_PLAN);
            if (head.length == 0 || head.length == LONGEST_PLAN || head[0] != '{') {
                return null;
            }
            JsonNode document = reader.tree(head);
            boolean isPlan = document.path("rules").isArray()
                    || document.path("plan").path("rules").isArray();
            return isPlan ? document : null;
        } catch (IOException e) {
            throw new InvalidValue("ASKED", "must be a file that can be read", '"' + file.toString() + '"', e);
        } catch (InvalidValue e) {
            // No JSON: one of the other kinds, which tells by itself what is wrong with it.
            return null;
        }
    }

    private Observed original(Path file) {
        LearnOptions whole = new LearnOptions();
        return learner.observe(whole.request(absolute(file)));
    }

    private static @Nullable String absolute(@Nullable Path file) {
        return file == null ? null : file.toAbsolutePath().toString();
    }

    /** What {@code compare} is asked. */
    static final class Options {

        /** Set by the parser. */
        @SuppressWarnings("NullAway.Init")
        @CommandLine.Parameters(
                index = "0",
                paramLabel = "ASKED",
                description = "a fault plan, what learn --full has printed, or a file of what was measured back then")
        Path asked;

        @CommandLine.Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "OBSERVED",
                description = "a file of what was measured now, as learn takes it; or --prometheus")
        @Nullable
        Path observed;

        @CommandLine.Mixin
        LearnOptions source = new LearnOptions();

        @CommandLine.Option(names = "--json", description = "prints one JSON document")
        boolean json;
    }
}
