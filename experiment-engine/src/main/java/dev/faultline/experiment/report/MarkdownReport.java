package dev.faultline.experiment.report;

import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The report for people: verdict first. */
public final class MarkdownReport {

    /** Its files. */
    public static final ReportFormat FORMAT =
            new ReportFormat(".md", "text/markdown", MarkdownReport::render, MarkdownReport::amend);

    /** No text of others can be a line of its own. */
    private static final String LATER = "\n## Undone later\n";

    /** What makes a line a heading, a quotation or an item of a list, up to where it is escaped. */
    private static final Pattern START = Pattern.compile("^(#|>|[-+](?= |$)|\\d{1,9}(?=[.)](?: |$)))");

    private MarkdownReport() {}

    /** Returns the report as Markdown. */
    public static String render(Report report) {
        StringBuilder out = new StringBuilder();
        out.append("# ").append(escape(report.experiment().title())).append("\n\n");
        out.append("**").append(report.verdict().outcome().wire()).append("**: ");
        out.append(escape(report.verdict().reason())).append("\n\n");
        String words = report.experiment().hypothesis().words();
        if (words != null) {
            out.append("Hypothesis: ").append(escape(words)).append("\n\n");
        }
        out.append("From ").append(report.started()).append(" to ").append(report.ended());
        out.append(", experiment `").append(report.id()).append("`, Faultline ");
        out.append(escape(report.versions().faultline())).append(".\n\n");
        if (report.insecure() != null) {
            out.append("**Warning**: ").append(escape(Report.INSECURE)).append(".\n\n");
        }
        if (report.phases().isEmpty()) {
            out.append("Nothing was measured.\n");
        } else {
            table(out, PhaseTable.rows(report));
            PhaseTable.meshNotes(report)
                    .forEach(note -> out.append('\n').append(escape(note)).append(".\n"));
        }
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            curve(out, curve);
        }
        Rehearsal rehearsal = report.course().rehearsal();
        if (rehearsal != null) {
            out.append("\n## Asked and observed\n\n")
                    .append(escape(rehearsal.sentence()))
                    .append(".\n\n");
            table(out, rehearsal.rows());
        }
        report.phases().forEach(phase -> checks(out, phase.title(), phase.checks()));
        changes(out, report.course().timeline().changes());
        rollback(out, report);
        return out.toString();
    }

    private static void curve(StringBuilder out, ResilienceCurve curve) {
        out.append("\n## Resilience curve\n\n").append(escape(curve.sentence())).append(".\n\n");
        table(out, levels(curve));
        for (ResilienceCurve.Level level : curve.levels()) {
            checks(out, curve.vary() + " " + curve.written(level.value()), level.checks());
        }
    }

    /** A row a level, with what was measured of each threshold that was judged at it; the head first. */
    private static List<List<String>> levels(ResilienceCurve curve) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(curve.vary(), "ruling"));
        curve.thresholds().stream().map(Threshold::text).forEach(head::add);
        head.addAll(List.of(PhaseTable.successRateName(curve.retried()), "p50", "p95", "p99", "attempts"));
        if (curve.retried()) {
            head.add("requests");
        }
        rows.add(head);
        curve.levels().forEach(level -> rows.add(level(curve, level)));
        return rows;
    }

    private static List<String> level(ResilienceCurve curve, ResilienceCurve.Level level) {
        List<String> row = new ArrayList<>();
        row.add(curve.written(level.value()));
        row.add(level.ruling().wire());
        curve.thresholds()
                .forEach(threshold -> row.add(
                        level.check(threshold).map(MarkdownReport::measured).orElse("-")));
        row.add(PhaseTable.successRate(level.successRate()));
        Latencies.Figures latency = level.latency();
        row.add(PhaseTable.millis(latency.p50()));
        row.add(PhaseTable.millis(latency.p95()));
        row.add(PhaseTable.millis(latency.p99()));
        row.add(Long.toString(level.samples()));
        if (curve.retried()) {
            row.add(Long.toString(level.requests().samples()));
        }
        return row;
    }

    private static String measured(ThresholdCheck check) {
        return check.figure().orElse("-")
                + check.interval().map(range -> " (" + range + ")").orElse("");
    }

    private static void checks(StringBuilder out, String title, List<ThresholdCheck> checks) {
        if (checks.isEmpty()) {
            return;
        }
        out.append("\n## Checks: ").append(escape(title)).append("\n\n");
        for (ThresholdCheck check : checks) {
            out.append("- ").append(check.ruling().wire()).append(": ");
            out.append(escape(check.because())).append('\n');
        }
    }

    private static void changes(StringBuilder out, List<Timeline.Change> changes) {
        if (!changes.isEmpty()) {
            out.append("\n## Changed by another hand\n\n");
            changes.forEach(change -> out.append("- at ")
                    .append(String.format(Locale.ROOT, "%.1f s", change.at()))
                    .append(": ")
                    .append(escape(change.what()))
                    .append('\n'));
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
            out.append("- ")
                    .append(escapeAtStart(undone.what()))
                    .append(": ")
                    .append(escape(undone.outcome()))
                    .append('\n');
        });
    }

    private static String amend(String text, LateRollback amendment) {
        StringBuilder out = new StringBuilder(text);
        if (!text.contains(LATER)) {
            out.append(LATER);
        }
        out.append("\n").append(amendment.at()).append(": ");
        out.append(escape(amendment.note())).append(".\n\n");
        undone(out, amendment.undone());
        return out.toString();
    }

    private static void table(StringBuilder out, List<List<String>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            out.append("| ");
            out.append(rows.get(i).stream().map(MarkdownReport::escape).collect(Collectors.joining(" | ")));
            out.append(" |\n");
            if (i == 0) {
                out.append("| --- ".repeat(rows.get(i).size())).append("|\n");
            }
        }
    }

    /**
     * Returns foreign text in one line that shows it as it is, by the rules of CommonMark 0.31 and of GitHub's tables: no
     * emphasis, code, link, picture, HTML or cell begins in it. What would turn the direction of the text around it, and
     * what is no text, becomes U+FFFD.
     */
    static String escape(String text) {
        String line = text.replaceAll("(?U)\\s+", " ");
        StringBuilder out = new StringBuilder(line.length() + 16);
        int[] points = line.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            switch (points[i]) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '\\', '`', '*', '[', ']', '|', '~' -> out.append('\\').appendCodePoint(points[i]);
                case '_' -> out.append(isWithinWord(points, i) ? "_" : "\\_");
                default -> out.appendCodePoint(TextSanitizer.isText(points[i]) ? points[i] : TextSanitizer.REPLACEMENT);
            }
        }
        return out.toString();
    }

    /** As {@link #escape}, where a block begins: it becomes no heading, quotation or list of its own. */
    static String escapeAtStart(String text) {
        StringBuilder out = new StringBuilder(escape(text));
        Matcher start = START.matcher(out);
        if (start.find()) {
            out.insert(Character.isDigit(out.charAt(0)) ? start.end() : 0, '\\');
        }
        return out.toString();
    }

    /** Between letters it is no emphasis, and thresholds are full of it. */
    private static boolean isWithinWord(int[] points, int i) {
        return i > 0
                && i + 1 < points.length
                && Character.isLetterOrDigit(points[i - 1])
                && Character.isLetterOrDigit(points[i + 1]);
    }
}
