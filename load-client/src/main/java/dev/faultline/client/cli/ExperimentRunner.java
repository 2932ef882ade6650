package dev.faultline.client.cli;

import dev.faultline.client.text.Paragraph;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.report.MarkdownReport;
import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.report.html.HtmlReport;
import dev.faultline.experiment.run.Experiments;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.platform.wire.InvalidValue;
import io.quarkus.runtime.util.ExceptionUtil;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What {@code run} does with an experiment: runs it to its end and tells each second how it goes. */
@Singleton
class ExperimentRunner {

    private static final long POLL_MILLIS = 50;

    private final Experiments experiments;
    private final ExperimentReader reader;
    private final WindowHistory windows;
    private final Reports reports;
    private final Shutdown interruption;

    ExperimentRunner(
            Experiments experiments,
            ExperimentReader reader,
            WindowHistory windows,
            Reports reports,
            Shutdown interruption) {
        this.experiments = experiments;
        this.reader = reader;
        this.windows = windows;
        this.reports = reports;
        this.interruption = interruption;
    }

    Experiment read(byte[] written, Map<String, String> settings) {
        return reader.read(written, settings);
    }

    /** Returns whether this process is to end, so that nothing more may begin. */
    boolean isInterrupted() {
        return interruption.isRaised();
    }

    /** Undoes what processes before have left, and waits for that. */
    void recover(Terminal terminal) {
        for (Experiments.Entry left : experiments.recover()) {
            terminal.sentence("undoing what experiment " + left.run().id() + " left behind");
            Verdict verdict = left.result().join().verdict();
            // The verdict of one that was over stands in its report.
            String outcome = left.run().isLate() ? "" : verdict.outcome().wire() + ": ";
            terminal.sentence(Paragraph.plain(outcome + verdict.reason()));
            terminal.line("");
        }
    }

    /** Runs it and returns the exit code of its verdict. */
    int run(Experiment experiment, byte[] written, boolean json, PrintWriter out, PrintWriter err) {
        Optional<Experiments.Entry> started = start(experiment, written);
        if (started.isEmpty() && isInterrupted()) {
            return RunCommand.stoppedBefore(err);
        }
        Experiments.Entry entry =
                started.orElseThrow(() -> new InvalidValue("", "must be the only experiment", "another under way"));
        RunTable table = new RunTable(Terminal.beside(json, out, err), windows);
        table.head(experiment);
        while (true) {
            try {
                ExperimentResult result = entry.result().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                table.foot(reports.report(result), files(result));
                if (json) {
                    out.print(reports.render(result, reports.formats().get(0)));
                    out.flush();
                }
                return result.verdict().outcome().exitCode();
            } catch (TimeoutException e) {
                table.tick(entry.run().state(), entry.run().level());
                if (table.isUnread()) {
                    // As if whoever watches had pressed Ctrl-C: nothing stays broken that nobody looks at.
                    entry.run().abort(Attack.UNREAD);
                }
            } catch (ExecutionException e) {
                err.println("the experiment broke: " + ExceptionUtil.getRootCause(e));
                err.flush();
                return Verdict.Outcome.ABORTED.exitCode();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Verdict.Outcome.ABORTED.exitCode();
            }
        }
    }

    private Optional<Experiments.Entry> start(Experiment experiment, byte[] written) {
        try {
            return experiments.start(experiment);
        } catch (InvalidValue e) {
            throw reader.located(written, e);
        }
    }

    /** For people: the terminal's and the browser's. */
    private List<Path> files(ExperimentResult result) {
        return Stream.of(MarkdownReport.FORMAT, HtmlReport.FORMAT)
                .flatMap(format -> reports.path(result.id(), format).stream())
                .toList();
    }
}
