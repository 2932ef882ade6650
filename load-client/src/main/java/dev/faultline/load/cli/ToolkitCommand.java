package dev.faultline.load.cli;

import dev.faultline.load.chaostoolkit.JournalFiles;
import dev.faultline.load.chaostoolkit.ToolkitExperiment;
import dev.faultline.load.chaostoolkit.ToolkitReader;
import dev.faultline.load.chaostoolkit.ToolkitResult;
import dev.faultline.load.chaostoolkit.ToolkitRuns;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.report.Rates;
import dev.faultline.load.text.Paragraph;
import dev.faultline.wire.InvalidValue;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** What {@code run} does with an experiment of chaostoolkit: runs it to its end and tells its journal. */
@Singleton
class ToolkitCommand {

    private static final Duration RECOVERY = Duration.ofMinutes(1);

    private final ToolkitRuns runs;
    private final ToolkitReader reader;
    private final JournalFiles journals;

    ToolkitCommand(ToolkitRuns runs, ToolkitReader reader, JournalFiles journals) {
        this.runs = runs;
        this.reader = reader;
        this.journals = journals;
    }

    boolean recognises(byte[] document) {
        return reader.recognises(document);
    }

    /** Returns the experiment; whoever starts the command may use all of its environment. */
    ToolkitExperiment read(byte[] document, Map<String, String> settings) {
        return reader.read(document, settings, System::getenv);
    }

    /** Makes the rollbacks that a process before has left. */
    void recover() {
        runs.recover(RECOVERY);
    }

    /** Runs it and returns the exit code of its verdict. */
    int run(ToolkitExperiment experiment, boolean json, PrintWriter out, PrintWriter err) throws InterruptedException {
        Terminal terminal = Terminal.beside(json, out, err);
        ToolkitRuns.Entry entry = runs.start(experiment)
                .orElseThrow(() -> new InvalidValue("", "must be the only experiment", "another under way"));
        terminal.sentence(Paragraph.plain(experiment.title()) + " (chaostoolkit)");
        terminal.line("");
        try {
            ToolkitResult result = entry.result().get();
            result.story().forEach(line -> terminal.sentence(Paragraph.plain(line)));
            terminal.line("");
            Verdict verdict = result.verdict();
            terminal.sentence(
                    Rates.paint(verdict.outcome()),
                    verdict.outcome().wire().toUpperCase(Locale.ROOT) + ": " + Paragraph.plain(verdict.reason()));
            journals.find(result).ifPresent(path -> terminal.line("journal: " + path));
            if (json) {
                out.print(journals.text(result));
                out.flush();
            }
            return result.verdict().outcome().exitCode();
        } catch (ExecutionException e) {
            throw new AssertionError("every failure of a run is turned into a result", e);
        } catch (InterruptedException e) {
            entry.run().abort("interrupted");
            throw e;
        }
    }
}
