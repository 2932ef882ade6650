package dev.faultline.load.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.Splits;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.AttackReport;
import dev.faultline.load.report.AttackText;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.split.SplitControl;
import dev.faultline.wire.InvalidValue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Sends load without an experiment, and ends with the exit code of its thresholds. */
@CommandLine.Command(
        name = "attack",
        description =
                "Sends load; ends with 0, 99 if a threshold is violated, 98 if one is undecided, 104 bad input, 105"
                        + " stopped before its end.",
        sortOptions = false,
        versionProvider = Version.class,
        mixinStandardHelpOptions = true)
public class AttackCommand implements Callable<Integer> {

    private final Attack.World world;
    private final ObjectMapper mapper;

    @CommandLine.Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Mixin
    final AttackOptions options = new AttackOptions();

    AttackCommand(Traffic traffic, Windows windows, Splits splits, Interruption interruption, ObjectMapper mapper) {
        this.world = new Attack.World(
                traffic,
                windows,
                () -> splits.control().map(SplitControl::promise).orElse(Promise.UNKNOWN),
                interruption);
        this.mapper = mapper;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new AssertionError("picocli sets it");
        }
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        SignalExit.endWith(exitCode);
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
            Order order = options.order();
            AttackTable table = new AttackTable(terminal, world.windows(), order.lineEvery());
            Optional<AttackReport> report = new Attack(order, world, exports, table).conduct();
            terminal.clear();
            if (report.isEmpty()) {
                String why = terminal.isUnread() ? Attack.UNREAD : Attack.STOPPED;
                err.println("aborted: " + why + ", before anything was counted");
                return Outcome.ABORTED.exitCode();
            }
            print(report.get(), terminal, out);
            if (Terminal.isUnread(out, Terminal.STDOUT)) {
                err.println("aborted: " + Attack.UNREAD);
                return Outcome.ABORTED.exitCode();
            }
            return exitCode(report.get());
        } catch (InvalidValue e) {
            err.println(e.getMessage());
            return TopCommand.BAD_INPUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.ABORTED.exitCode();
        }
    }

    private void print(AttackReport report, Terminal terminal, PrintWriter out) {
        if (options.json) {
            out.println(json(report));
            return;
        }
        terminal.line("");
        AttackText.lines(report, terminal.ink()).forEach(terminal::sentence);
    }

    private String json(AttackReport report) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a report can be written as JSON", e);
        }
    }

    static int exitCode(AttackReport report) {
        List<Check> checks = report.checks();
        if (report.aborted() != null) {
            return Outcome.ABORTED.exitCode();
        }
        return checks == null ? 0 : Verdict.on(checks).outcome().exitCode();
    }
}
