package dev.faultline.load.report;

import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.slo.Check;
import java.util.List;
import java.util.stream.Collectors;

/** The report for people: verdict first. */
public final class MarkdownReport {

    /** Its files. */
    public static final ReportFormat FORMAT =
            new ReportFormat(".md", "text/markdown", MarkdownReport::render, MarkdownReport::amend);

    /** No text of others can be a line of its own. */
    private static final String LATER = "\n## Undone later\n";

    private MarkdownReport() {}

    /** Returns the report as Markdown. */
    public static String render(Report report) {
        StringBuilder out = new StringBuilder();
        out.append("# ").append(line(report.experiment().title())).append("\n\n");
        out.append("**").append(report.verdict().outcome().wire()).append("**: ");
        out.append(line(report.verdict().reason())).append("\n\n");
        String words = report.experiment().hypothesis().words();
        if (words != null) {
            out.append("Hypothesis: ").append(line(words)).append("\n\n");
        }
        out.append("From ").append(report.started()).append(" to ").append(report.ended());
        out.append(", experiment `").append(report.id()).append("`, Faultline ");
        out.append(line(report.versions().faultline())).append(".\n\n");
        if (report.phases().isEmpty()) {
            out.append("Nothing was measured.\n");
        } else {
            table(out, PhaseTable.rows(report));
        }
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            curve(out, curve);
        }
        report.phases().forEach(phase -> checks(out, phase.title(), phase.checks()));
        rollback(out, report);
        return out.toString();
    }

    private static void curve(StringBuilder out, ResilienceCurve curve) {
        out.append("\n## Resilience curve\n\n").append(line(curve.sentence())).append(".\n\n");
        table(out, LevelTable.rows(curve));
        for (ResilienceCurve.Level level : curve.levels()) {
            checks(out, curve.vary() + " " + curve.written(level.value()), level.checks());
        }
    }

    private static void checks(StringBuilder out, String title, List<Check> checks) {
        if (checks.isEmpty()) {
            return;
        }
        out.append("\n## Checks: ").append(line(title)).append("\n\n");
        for (Check check : checks) {
            out.append("- ").append(check.ruling().wire()).append(": ");
            out.append(line(check.because())).append('\n');
        }
    }

    private static void rollback(StringBuilder out, Report report) {
        out.append("\n## Rollback\n\n");
        undone(out, report.undone());
        if (report.undone().isEmpty()) {
            out.append("Nothing had been changed.\n");
        }
    }

    private static void undone(StringBuilder out, List<Undone> all) {
        all.forEach(undone -> {
            String failure = undone.failure();
            String became = failure != null ? "FAILED: " + line(failure) : undone.possible() ? "done" : "stays";
            out.append("- ")
                    .append(MarkdownText.escapeAtStart(undone.what()))
                    .append(": ")
                    .append(became)
                    .append('\n');
        });
    }

    private static String amend(String text, Amendment amendment) {
        StringBuilder out = new StringBuilder(text);
        if (!text.contains(LATER)) {
            out.append(LATER);
        }
        out.append("\n").append(amendment.at()).append(": ");
        out.append(line(amendment.note())).append(".\n\n");
        undone(out, amendment.undone());
        return out.toString();
    }

    private static void table(StringBuilder out, List<List<String>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            out.append("| ");
            out.append(rows.get(i).stream().map(MarkdownReport::line).collect(Collectors.joining(" | ")));
            out.append(" |\n");
            if (i == 0) {
                out.append("| --- ".repeat(rows.get(i).size())).append("|\n");
            }
        }
    }

    private static String line(String text) {
        return MarkdownText.escape(text);
    }
}
