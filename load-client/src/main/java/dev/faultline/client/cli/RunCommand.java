package dev.faultline.client.cli;

import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
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
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class RunCommand implements Callable<Integer> {

    private final ExperimentRunner experiments;
    private final Readiness readiness;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @CommandLine.Mixin
    final Options options = new Options();

    RunCommand(ExperimentRunner experiments, Readiness readiness) {
        this.experiments = experiments;
        this.readiness = readiness;
    }

    @Override
    public Integer call() {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Shutdown.ExitCode.endWith(exitCode);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int code = completing(exitCode, () -> {
            int ended = run(options.file, out, err);
            // Before the code is known: then a signal ends the process at once.
            out.flush();
            return ended;
        });
        if (options.stay != null && code != TopCommand.BAD_INPUT) {
            out.println(options.stay);
            out.flush();
            Quarkus.waitForExit();
        }
        return code;
    }

    /** However the run ends, its exit code is known then: a signal that comes meanwhile waits for it. */
    static int completing(CompletableFuture<Integer> exitCode, IntSupplier run) {
        int code = Verdict.Outcome.ABORTED.exitCode();
        try {
            code = run.getAsInt();
            return code;
        } finally {
            exitCode.complete(code);
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
            Experiment experiment = experiments.read(written, options.settings);
            return begin(out, err) ? experiments.run(experiment, written, options.json, out, err) : stoppedBefore(err);
        } catch (TimeoutException e) {
            err.println(e.getMessage());
            err.flush();
            return Verdict.Outcome.ABORTED.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.Outcome.ABORTED.exitCode();
        } catch (NoSuchFileException e) {
            err.println(missing(document));
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

    /** Returns what is said of a file that is not there. */
    static String missing(Path document) {
        return document + ": there is no such file";
    }

    /** Returns the exit code of a command that is told to end before its experiment has begun. */
    static int stoppedBefore(PrintWriter err) {
        err.println("aborted: stopped by a signal before the experiment began");
        err.flush();
        return Verdict.Outcome.ABORTED.exitCode();
    }

    /**
     * Waits for what must be there. What a process before left on must be off before anything is measured.
     *
     * @return false if the process is to end, and nothing may begin
     */
    private boolean begin(PrintWriter out, PrintWriter err) throws TimeoutException, InterruptedException {
        Terminal terminal = Terminal.beside(options.json, out, err);
        if (!options.waitFor.isEmpty()) {
            readiness.await(options.waitFor);
            long sinceStart = ManagementFactory.getRuntimeMXBean().getUptime();
            terminal.line(String.format(Locale.ROOT, "ready after %.1fs", sinceStart / 1e3));
        }
        if (options.ready != null) {
            terminal.line(options.ready);
        }
        if (options.ready != null || !options.waitFor.isEmpty()) {
            terminal.line("");
        }
        experiments.recover(terminal);
        return !experiments.isInterrupted();
    }

    /** What {@code run} is asked to do. Some of it must be known before the process starts. */
    static final class Options {

        /** Set by the parser. */
        @SuppressWarnings("NullAway.Init")
        @CommandLine.Parameters(paramLabel = "FILE", description = "the experiment, in YAML or JSON")
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

        @CommandLine.Mixin
        final TlsOptions tls = new TlsOptions();

        @CommandLine.Option(names = "--json", description = "prints the report as one JSON document, and nothing else")
        boolean json;

        @CommandLine.Option(
                names = "--serve",
                description = "opens the ports of the dashboard, the API and the metrics meanwhile; --stay does, too")
        boolean serve;

        /** Returns whether the ports are opened. */
        boolean serves() {
            return serve || stay != null;
        }
    }
}
