package dev.faultline.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.text.AttackReport;
import dev.faultline.client.text.AttackText;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.InvalidValue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;

/** Sends load without an experiment, and ends with the exit code of its thresholds. */
@CommandLine.Command(
        name = "attack",
        description =
                "Sends load; ends with 0, 99 if a threshold is violated, 98 if one is undecided, 104 bad input, 105"
                        + " stopped before its end.",
        sortOptions = false,
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class AttackCommand implements Callable<Integer> {

    private final Attack.World world;
    private final ObjectMapper mapper;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @CommandLine.Mixin
    final AttackOptions options = new AttackOptions();

    AttackCommand(
            LoadControl traffic,
            WindowHistory windows,
            ConfiguredSplit splits,
            Shutdown interruption,
            ObjectMapper mapper) {
        this.world = new Attack.World(
                traffic,
                windows,
                () -> splits.control().map(SplitControl::expectedShare).orElse(ExpectedShare.UNKNOWN),
                interruption);
        this.mapper = mapper;
    }

    @Override
    public Integer call() {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Shutdown.ExitCode.endWith(exitCode);
        world.interruption().finishing(exitCode);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int code = run(out, err);
        out.flush();
        err.flush();
        exitCode.complete(code);
        return code;
    }

    private int run(PrintWriter out, PrintWriter err) {
        Terminal terminal = Terminal.beside(options.json, out, err);
        try (Exports exports = Exports.open(options.files, err)) {
            Attack.Order order = options.order();
            AttackTable table = new AttackTable(terminal, world.windows(), order.lineEvery());
            Optional<AttackReport> report = new Attack(order, world, exports, table).conduct();
            terminal.clear();
            if (report.isEmpty()) {
                String why = terminal.isUnread() ? Attack.UNREAD : Attack.STOPPED;
                err.println("aborted: " + why + ", before anything was counted");
                return Verdict.Outcome.ABORTED.exitCode();
            }
            print(report.get(), options.json, mapper, terminal, out);
            if (Terminal.isUnread(out, Terminal.STDOUT)) {
                err.println("aborted: " + Attack.UNREAD);
                return Verdict.Outcome.ABORTED.exitCode();
            }
            return exitCode(report.get());
        } catch (InvalidValue e) {
            err.println(e.getMessage());
            return TopCommand.BAD_INPUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.Outcome.ABORTED.exitCode();
        }
    }

    /** Prints a report as text to the terminal, or as JSON. */
    static void print(AttackReport report, boolean json, ObjectMapper mapper, Terminal terminal, PrintWriter out) {
        if (json) {
            out.println(json(report, mapper));
            return;
        }
        terminal.line("");
        AttackText.lines(report, terminal.ink()).forEach(terminal::sentence);
    }

    private static String json(AttackReport report, ObjectMapper mapper) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a report can be written as JSON", e);
        }
    }

    static int exitCode(AttackReport report) {
        List<ThresholdCheck> checks = report.checks();
        if (report.aborted() != null && report.endedEarly() == null) {
            return Verdict.Outcome.ABORTED.exitCode();
        }
        return checks == null ? 0 : Verdict.on(checks).outcome().exitCode();
    }
}
