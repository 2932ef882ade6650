package dev.faultline.load.report;

import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Estimate;
import dev.faultline.load.slo.Ruling;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report as JUnit XML, the way Surefire writes it and Jenkins, GitLab and others read it: a test suite for the
 * experiment, a test case for each threshold of each phase and of each level of a sweep, one for the rollback and one for
 * the verdict. What can't be told is skipped, and so is what breaks beyond the level that a sweep must withstand; an
 * experiment that did not get to its end is an error. Valid by Ant's schema, which is the strictest.
 */
public final class JunitReport {

    /** Its files. */
    public static final ReportFormat FORMAT =
            new ReportFormat(".junit.xml", "application/xml", JunitReport::render, JunitReport::amend);

    /** How one case ended. */
    private enum End {
        PASSED,
        FAILURE,
        ERROR,
        SKIPPED
    }

    /** One test case. */
    private record Case(String phase, String name, double seconds, End end, String message) {}

    private static final String OUTPUT = "</system-out>";

    private JunitReport() {}

    /** Returns the report as XML. */
    public static String render(Report report) {
        List<Case> cases = cases(report);
        double seconds = Duration.between(report.started(), report.ended()).toMillis() / 1e3;
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite");
        attribute(out, "name", report.experiment().title());
        attribute(out, "tests", Integer.toString(cases.size()));
        attribute(out, "failures", count(cases, End.FAILURE));
        attribute(out, "errors", count(cases, End.ERROR));
        attribute(out, "skipped", count(cases, End.SKIPPED));
        attribute(out, "time", seconds(seconds));
        // The schema knows no zone here and no fractions; it is UTC.
        String started = report.started().truncatedTo(ChronoUnit.SECONDS).toString();
        attribute(out, "timestamp", started.replace("Z", ""));
        // Ant's schema asks for one, and for this where it is not known.
        attribute(out, "hostname", "localhost");
        out.append(">\n  <properties>\n");
        properties(report).forEach((name, value) -> {
            out.append("    <property");
            attribute(out, "name", name);
            attribute(out, "value", value);
            out.append("/>\n");
        });
        out.append("  </properties>\n");
        cases.forEach(each -> write(out, each));
        out.append("  <system-out>").append(XmlText.escape(report.sentence())).append("</system-out>\n");
        return out.append("  <system-err/>\n</testsuite>\n").toString();
    }

    private static List<Case> cases(Report report) {
        List<Case> cases = new ArrayList<>();
        for (Report.Phase phase : report.phases()) {
            for (Check check : phase.checks()) {
                String name = phase.title() + ": " + check.threshold();
                cases.add(new Case(phase.phase().wire(), name, phase.summary().seconds(), end(check), check.because()));
            }
        }
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            curve.levels().forEach(level -> level.checks().forEach(check -> cases.add(ofLevel(curve, level, check))));
        }
        cases.add(rollback(report));
        End end = switch (report.verdict().outcome()) {
            case PASS -> End.PASSED;
            case FAIL -> End.FAILURE;
            case INCONCLUSIVE -> End.SKIPPED;
            case ABORTED -> End.ERROR;
        };
        cases.add(new Case("verdict", "verdict", 0, end, report.sentence()));
        return cases;
    }

    /** What breaks beyond the level that must hold is what a sweep looks for: it fails nothing. */
    private static Case ofLevel(ResilienceCurve curve, ResilienceCurve.Level level, Check check) {
        String name = "level " + curve.written(level.value()) + ": " + check.threshold();
        boolean mayBreak = level.value() > curve.withstand() && check.ruling() == Ruling.VIOLATED;
        return new Case("level", name, level.seconds(), mayBreak ? End.SKIPPED : end(check), check.because());
    }

    private static End end(Check check) {
        return switch (check.ruling()) {
            case MET -> End.PASSED;
            case VIOLATED -> End.FAILURE;
            case UNDECIDED, NOT_APPLICABLE -> End.SKIPPED;
        };
    }

    private static Case rollback(Report report) {
        String failed = report.undone().stream()
                .filter(undone -> undone.failure() != null)
                .map(undone -> undone.what() + ": " + undone.failure())
                .collect(Collectors.joining("; "));
        String done = report.undone().stream().map(Undone::what).collect(Collectors.joining("; "));
        return failed.isEmpty()
                ? new Case("rollback", "rollback", 0, End.PASSED, done)
                : new Case("rollback", "rollback", 0, End.FAILURE, failed);
    }

    private static Map<String, String> properties(Report report) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("experiment", report.id());
        all.put("verdict", report.verdict().outcome().wire());
        all.put("reason", report.verdict().reason());
        all.put("faultline", report.versions().faultline());
        all.put("java", report.versions().java());
        all.put("os", report.versions().os());
        for (Report.Phase phase : report.phases()) {
            figures(all, phase.phase().wire(), phase.summary());
            Summary control = phase.control();
            if (control != null) {
                figures(all, phase.phase().wire() + ".control", control);
            }
        }
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            all.put("curve", curve.sentence());
        }
        return all;
    }

    private static void figures(Map<String, String> all, String prefix, Summary figures) {
        Estimate success = figures.successRate();
        all.put(prefix + ".samples", Long.toString(figures.samples()));
        all.put(prefix + ".rate", String.format(Locale.ROOT, "%.1f", figures.rate()));
        if (success != null) {
            all.put(prefix + ".successRate", share(success));
        }
        if (figures.samples() > 0) {
            all.put(prefix + ".p50", millis(figures.latency().p50()));
            all.put(prefix + ".p95", millis(figures.latency().p95()));
            all.put(prefix + ".p99", millis(figures.latency().p99()));
        }
        if (figures.requests().repeated()) {
            requests(all, prefix + ".requests", figures.requests());
        }
    }

    private static void requests(Map<String, String> all, String prefix, Summary.Requests requests) {
        Estimate success = requests.successRate();
        all.put(prefix + ".samples", Long.toString(requests.samples()));
        if (success != null) {
            all.put(prefix + ".successRate", share(success));
        }
        all.put(prefix + ".retries", Long.toString(requests.retries()));
        all.put(prefix + ".retriesDenied", Long.toString(requests.retriesDenied()));
    }

    private static void write(StringBuilder out, Case each) {
        out.append("  <testcase");
        attribute(out, "name", each.name());
        attribute(out, "classname", "faultline.experiment." + each.phase());
        attribute(out, "time", seconds(each.seconds()));
        switch (each.end()) {
            case PASSED -> out.append("/>\n");
            case FAILURE -> ended(out, "failure", " type=\"violated\"", each.message());
            case ERROR -> ended(out, "error", " type=\"aborted\"", each.message());
            case SKIPPED -> ended(out, "skipped", "", each.message());
        }
    }

    /** As what was printed: the cases are those of the time when a pipeline looked at them. */
    private static String amend(String text, Amendment amendment) throws IOException {
        String undone = amendment.undone().stream()
                .map(each -> each.what() + ": " + (each.failure() == null ? "done" : each.failure()))
                .collect(Collectors.joining("; "));
        String said = "undone later, " + amendment.at() + ": " + amendment.note() + " (" + undone + ")";
        String escaped = XmlText.escape(said);
        return text.contains(OUTPUT)
                ? XmlText.insert(text, OUTPUT, "\n" + escaped)
                : XmlText.insert(text, "</testsuite>", "  <system-out>" + escaped + OUTPUT + "\n");
    }

    private static void ended(StringBuilder out, String element, String type, String message) {
        out.append(">\n    <").append(element).append(type);
        attribute(out, "message", message);
        out.append("/>\n  </testcase>\n");
    }

    private static String count(List<Case> cases, End end) {
        return Long.toString(cases.stream().filter(each -> each.end() == end).count());
    }

    private static String share(Estimate share) {
        return String.format(Locale.ROOT, "%.5f", share.value());
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static void attribute(StringBuilder out, String name, String value) {
        out.append(' ').append(name).append("=\"").append(XmlText.escape(value)).append('"');
    }
}
