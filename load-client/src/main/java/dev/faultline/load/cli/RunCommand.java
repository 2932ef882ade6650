package dev.faultline.load.cli;

import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.ReportWriter;
import dev.faultline.wire.InvalidValue;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.util.ExceptionUtil;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs one experiment to its end, tells each second how it goes, and ends with the exit code of the verdict. */
@CommandLine.Command(
        name = "run",
        description = "Runs one experiment; ends with 0 pass, 99 fail, 98 inconclusive, 104 bad input, 105 aborted.",
        mixinStandardHelpOptions = true)
public class RunCommand implements Callable<Integer> {

    private static final long POLL_MILLIS = 50;

    private final Experiments experiments;
    private final ExperimentReader reader;
    private final Windows windows;
    private final ReportWriter reports;
    private final Readiness readiness;

    @CommandLine.Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Parameters(paramLabel = "FILE", description = "the experiment, in YAML or JSON")
    @Nullable
    Path file;

    @CommandLine.Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "sets a value of the experiment's configuration; may be given several times")
    Map<String, String> settings = new LinkedHashMap<>();

    @CommandLine.Option(
            names = "--stay",
            paramLabel = "TEXT",
            arity = "0..1",
            fallbackValue = "Serving until stopped.",
            description = "goes on serving after the verdict until stopped, and prints the text")
    @Nullable
    String stay;

    @CommandLine.Option(
            names = "--wait-for",
            paramLabel = "URL",
            description = "waits until the URL answers 200 before anything is begun; may be given several times")
    List<String> waitFor = new ArrayList<>();

    @CommandLine.Option(names = "--json", description = "prints the report as one JSON document, and nothing else")
    boolean json;

    RunCommand(
            Experiments experiments,
            ExperimentReader reader,
            Windows windows,
            ReportWriter reports,
            Readiness readiness) {
        this.experiments = experiments;
        this.reader = reader;
        this.windows = windows;
        this.reports = reports;
        this.readiness = readiness;
    }

    @Override
    public Integer call() {
        if (spec == null || file == null) {
            throw new AssertionError("picocli sets both");
        }
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        SignalExit.endWith(exitCode);
        PrintWriter out = spec.commandLine().getOut();
        int code = run(file, out, spec.commandLine().getErr());
        out.flush();
        exitCode.complete(code);
        if (stay != null && code != TopCommand.BAD_INPUT) {
            out.println(stay);
            out.flush();
            Quarkus.waitForExit();
        }
        return code;
    }

    private int run(Path document, PrintWriter out, PrintWriter err) {
        try {
            Experiment experiment = reader.read(Files.readAllBytes(document), settings);
            if (!waitFor.isEmpty()) {
                readiness.await(waitFor);
                long sinceStart = ManagementFactory.getRuntimeMXBean().getUptime();
                Terminal terminal = Terminal.beside(json, out, err);
                terminal.line(String.format(Locale.ROOT, "ready after %.1fs", sinceStart / 1e3));
                terminal.line("");
            }
            Experiments.Entry entry = experiments
                    .start(experiment)
                    .orElseThrow(() -> new InvalidValue("", "must be the only experiment", "another under way"));
            return watch(entry, out, err);
        } catch (TimeoutException e) {
            err.println(e.getMessage());
            err.flush();
            return Outcome.ABORTED.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.ABORTED.exitCode();
        } catch (NoSuchFileException e) {
            err.println(document + ": there is no such file");
        } catch (IOException e) {
            err.println(document + ": can't be read: " + e.getMessage());
        } catch (InvalidValue e) {
            err.println(document + ": " + e.getMessage());
        }
        err.flush();
        return TopCommand.BAD_INPUT;
    }

    private int watch(Experiments.Entry entry, PrintWriter out, PrintWriter err) {
        LiveTable table = new LiveTable(Terminal.beside(json, out, err), windows);
        table.head(entry.run().experiment());
        while (true) {
            try {
                ExperimentResult result = entry.result().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                Report report = Report.of(result);
                table.foot(report, reports.markdown(report));
                if (json) {
                    out.print(reports.json(report));
                    out.flush();
                }
                return result.verdict().outcome().exitCode();
            } catch (TimeoutException e) {
                table.tick(entry.run().state());
            } catch (ExecutionException e) {
                err.println("the experiment broke: " + ExceptionUtil.getRootCause(e));
                err.flush();
                return Outcome.ABORTED.exitCode();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Outcome.ABORTED.exitCode();
            }
        }
    }
}
