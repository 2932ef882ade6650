package dev.faultline.experiment.report;

import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

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
        PASSED("", ""),
        FAILURE("failure", "violated"),
        ERROR("error", "aborted"),
        SKIPPED("skipped", "");

        private final String element;
        private final String type;

        End(String element, String type) {
            this.element = element;
            this.type = type;
        }
    }

    /** One test case. */
    private record Case(String phase, String name, double seconds, End end, String message) {}

    private static final String OUTPUT = "</system-out>";

    private JunitReport() {}

    /** Writes a part of a document. */
    private interface Part {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    /** Returns the report as XML. */
    public static String render(Report report) {
        return xml(xml -> {
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            suite(xml, report, cases(report));
            xml.writeCharacters("\n");
            xml.writeEndDocument();
        });
    }

    private static void suite(XMLStreamWriter xml, Report report, List<Case> cases) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute(xml, "name", report.experiment().title());
        attribute(xml, "tests", Integer.toString(cases.size()));
        attribute(xml, "failures", count(cases, End.FAILURE));
        attribute(xml, "errors", count(cases, End.ERROR));
        attribute(xml, "skipped", count(cases, End.SKIPPED));
        attribute(
                xml,
                "time",
                seconds(Duration.between(report.started(), report.ended()).toMillis() / 1e3));
        // The schema knows no zone here and no fractions; it is UTC.
        String started = report.started().truncatedTo(ChronoUnit.SECONDS).toString();
        attribute(xml, "timestamp", started.replace("Z", ""));
        // Ant's schema asks for one, and for this where it is not known.
        attribute(xml, "hostname", "localhost");
        xml.writeCharacters("\n  ");
        xml.writeStartElement("properties");
        for (Map.Entry<String, String> property : properties(report).entrySet()) {
            xml.writeCharacters("\n    ");
            xml.writeEmptyElement("property");
            attribute(xml, "name", property.getKey());
            attribute(xml, "value", property.getValue());
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
        for (Case each : cases) {
            xml.writeCharacters("\n  ");
            testcase(xml, each);
        }
        xml.writeCharacters("\n  ");
        xml.writeStartElement("system-out");
        text(xml, report.sentence());
        xml.writeEndElement();
        xml.writeCharacters("\n  ");
        xml.writeEmptyElement("system-err");
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private static void testcase(XMLStreamWriter xml, Case each) throws XMLStreamException {
        boolean passed = each.end() == End.PASSED;
        if (passed) {
            xml.writeEmptyElement("testcase");
        } else {
            xml.writeStartElement("testcase");
        }
        attribute(xml, "name", each.name());
        attribute(xml, "classname", "faultline.experiment." + each.phase());
        attribute(xml, "time", seconds(each.seconds()));
        if (!passed) {
            xml.writeCharacters("\n    ");
            xml.writeEmptyElement(each.end().element);
            if (!each.end().type.isEmpty()) {
                attribute(xml, "type", each.end().type);
            }
            attribute(xml, "message", each.message());
            xml.writeCharacters("\n  ");
            xml.writeEndElement();
        }
    }

    private static List<Case> cases(Report report) {
        List<Case> cases = new ArrayList<>();
        for (Report.Phase phase : report.phases()) {
            for (ThresholdCheck check : phase.checks()) {
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
    private static Case ofLevel(ResilienceCurve curve, ResilienceCurve.Level level, ThresholdCheck check) {
        String name = "level " + curve.written(level.value()) + ": " + check.threshold();
        boolean mayBreak = level.value() > curve.withstand() && check.ruling() == Ruling.VIOLATED;
        return new Case("level", name, level.seconds(), mayBreak ? End.SKIPPED : end(check), check.because());
    }

    private static End end(ThresholdCheck check) {
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
        String done = report.undone().stream()
                .map(undone -> undone.what() + (undone.left() == null ? "" : ": " + undone.outcome()))
                .collect(Collectors.joining("; "));
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
        Latencies.Figures latency = figures.latency();
        all.put(prefix + ".answered", Long.toString(latency.samples()));
        time(all, prefix + ".p50", latency.p50());
        time(all, prefix + ".p95", latency.p95());
        time(all, prefix + ".p99", latency.p99());
        if (figures.unaccounted() != null) {
            all.put(prefix + ".unaccounted", figures.unaccounted().toString());
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

    /** As what was printed: the cases are those of the time when a pipeline looked at them. */
    private static String amend(String text, LateRollback amendment) throws IOException {
        String undone = amendment.undone().stream()
                .map(each -> each.what() + ": " + (each.failure() == null ? "done" : each.failure()))
                .collect(Collectors.joining("; "));
        String said = "undone later, " + amendment.at() + ": " + amendment.note() + " (" + undone + ")";
        return text.contains(OUTPUT)
                ? ReportFormat.insert(text, OUTPUT, xml(xml -> text(xml, "\n" + said)))
                : ReportFormat.insert(text, "</testsuite>", xml(xml -> {
                    xml.writeCharacters("  ");
                    xml.writeStartElement("system-out");
                    text(xml, said);
                    xml.writeEndElement();
                    xml.writeCharacters("\n");
                }));
    }

    private static String count(List<Case> cases, End end) {
        return Long.toString(cases.stream().filter(each -> each.end() == end).count());
    }

    private static String share(Estimate share) {
        return String.format(Locale.ROOT, "%.5f", share.value());
    }

    /** What was not measured is left out. */
    private static void time(Map<String, String> all, String name, @Nullable Double millis) {
        if (millis != null) {
            all.put(name, String.format(Locale.ROOT, "%.3f", millis));
        }
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, TextSanitizer.sanitize(value));
    }

    private static void text(XMLStreamWriter xml, String text) throws XMLStreamException {
        xml.writeCharacters(TextSanitizer.sanitize(text));
    }

    private static String xml(Part part) {
        StringWriter out = new StringWriter();
        try {
            // The JDK's own, whatever else is on the class path.
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            part.write(xml);
            xml.close();
        } catch (XMLStreamException e) {
            throw new AssertionError("text can be written as XML", e);
        }
        return out.toString();
    }
}
