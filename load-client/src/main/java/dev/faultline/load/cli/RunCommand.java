package dev.faultline.load.cli;

import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs one experiment to its end, tells each second how it goes, and ends with the exit code of the verdict. */
@CommandLine.Command(
        name = "run",
        description = "Runs one experiment; ends with 0 pass, 99 fail, 98 inconclusive, 104 bad input, 105 aborted.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true)
public class RunCommand implements Callable<Integer> {

    private final ExperimentCommand experiments;
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
            names = "--ready",
            paramLabel = "TEXT",
            description = "prints the text once all that it waits for is there, before the experiment begins")
    @Nullable
    String ready;

    @CommandLine.Option(
            names = "--wait-for",
            paramLabel = "URL",
            description = "waits until the URL answers 200 before anything is begun; may be given several times")
    List<String> waitFor = new ArrayList<>();

    @CommandLine.Option(names = "--json", description = "prints the report as one JSON document, and nothing else")
    boolean json;

    RunCommand(ExperimentCommand experiments, Readiness readiness) {
        this.experiments = experiments;
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
        Path document = file;
        PrintWriter err = spec.commandLine().getErr();
        int code = completing(exitCode, () -> {
            int ended = run(document, out, err);
            // Before the code is known: then a signal ends the process at once.
            out.flush();
            return ended;
        });
        if (stay != null && code != TopCommand.BAD_INPUT) {
            out.println(stay);
            out.flush();
            Quarkus.waitForExit();
        }
        return code;
    }

    /** However the run ends, its exit code is known then: a signal that comes meanwhile waits for it. */
    static int completing(CompletableFuture<Integer> exitCode, IntSupplier run) {
        int code = Outcome.ABORTED.exitCode();
        try {
            code = run.getAsInt();
            return code;
        } finally {
            boolean unused = exitCode.complete(code);
        }
    }

    /**
     * Returns the document, read no further than one can be: some files have no end.
     *
     * @throws InvalidValue if it is longer
     */
    static byte[] read(Path document) throws IOException {
        try (InputStream in = Files.newInputStream(document)) {
            byte[] read = in.readNBytes(ExperimentReader.LONGEST + 1);
            Require.that(
                    read.length <= ExperimentReader.LONGEST,
                    "",
                    "must have at most " + ExperimentReader.LONGEST + " bytes",
                    "more");
            return read;
        }
    }

    private int run(Path document, PrintWriter out, PrintWriter err) {
        try {
            byte[] written = read(document);
            Experiment experiment = experiments.read(written, settings);
            return begin(out, err) ? experiments.run(experiment, written, json, out, err) : stoppedBefore(err);
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
            err.println(complaint(document, e));
        }
        err.flush();
        return TopCommand.BAD_INPUT;
    }

    /** Returns one line in the form that editors and CI jump to: {@code FILE:LINE:COLUMN: message}. */
    static String complaint(Path document, InvalidValue invalid) {
        String place = invalid.position() == null ? "" : ":" + invalid.position();
        return document + place + ": " + invalid.getMessage();
    }

    /** Returns the exit code of a command that is told to end before its experiment has begun. */
    static int stoppedBefore(PrintWriter err) {
        err.println("aborted: stopped by a signal before the experiment began");
        err.flush();
        return Outcome.ABORTED.exitCode();
    }

    /**
     * Waits for what must be there. What a process before left on must be off before anything is measured.
     *
     * @return false if the process is to end, and nothing may begin
     */
    private boolean begin(PrintWriter out, PrintWriter err) throws TimeoutException, InterruptedException {
        Terminal terminal = Terminal.beside(json, out, err);
        if (!waitFor.isEmpty()) {
            readiness.await(waitFor);
            long sinceStart = ManagementFactory.getRuntimeMXBean().getUptime();
            terminal.line(String.format(Locale.ROOT, "ready after %.1fs", sinceStart / 1e3));
        }
        if (ready != null) {
            terminal.line(ready);
        }
        if (ready != null || !waitFor.isEmpty()) {
            terminal.line("");
        }
        experiments.recover(terminal);
        return !experiments.isInterrupted();
    }
}
