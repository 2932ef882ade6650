package dev.faultline.load.report;

import dev.faultline.load.slo.Check;
import java.util.List;

/** The report for people: verdict first. */
public final class MarkdownReport {

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
        out.append(", experiment `").append(report.id()).append("`.\n\n");
        table(out, PhaseTable.rows(report));
        for (Report.Phase phase : report.phases()) {
            out.append("\n## Checks: ").append(phase.title()).append("\n\n");
            for (Check check : phase.checks()) {
                out.append("- ").append(check.ruling().wire()).append(": ");
                out.append(line(check.because())).append('\n');
            }
        }
        out.append("\n## Rollback\n\n");
        report.undone()
                .forEach(undone -> out.append("- ")
                        .append(line(undone.what()))
                        .append(undone.failure() == null ? ": done" : ": FAILED: " + line(undone.failure()))
                        .append('\n'));
        if (report.undone().isEmpty()) {
            out.append("Nothing had been changed.\n");
        }
        return out.toString();
    }

    private static void table(StringBuilder out, List<List<String>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                out.append("| --- ".repeat(rows.get(i).size())).append("|\n");
            }
        }
    }

    /** Foreign text must not break the structure. */
    private static String line(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "&lt;");
    }
}
