package dev.faultline.client.text;

import dev.faultline.mesh.doctor.Examination;
import dev.faultline.mesh.doctor.Examination.Finding;
import dev.faultline.mesh.doctor.Examination.Severity;

/** The findings for a person: 80 columns, but for commands, which stay in one line to be copied. */
public final class DoctorTable {

    private static final String MARGIN = " ".repeat(9);
    private static final int TEXT = MARGIN.length() + 7;
    private static final int FINE = 29;

    private DoctorTable() {}

    /** Returns the text, with the line that sums it up last, in colours if there are any. */
    public static String of(Examination examination, Ink ink) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : examination.checks()) {
            put(finding, text, ink);
        }
        return text.append('\n').append(sum(examination, ink)).append('\n').toString();
    }

    private static void put(Finding finding, StringBuilder text, Ink ink) {
        Severity severity = finding.severity();
        String head =
                severity.wire() + " ".repeat(MARGIN.length() - severity.wire().length()) + finding.name();
        if (severity == Severity.OK) {
            String room = " ".repeat(Math.max(1, FINE - head.length()));
            put(head + room, finding.found(), FINE, text);
            return;
        }
        text.append(ink.paint(paint(severity), severity.wire()))
                .append(head, severity.wire().length(), head.length())
                .append('\n');
        put(MARGIN + "found: ", finding.found(), TEXT, text);
        put(MARGIN + "why:   ", finding.why(), TEXT, text);
        if (finding.mend() != null) {
            text.append(MARGIN)
                    .append("mend:  ")
                    .append(Paragraph.plain(finding.mend()))
                    .append('\n');
        }
        text.append('\n');
    }

    private static void put(String label, String paragraph, int indent, StringBuilder text) {
        // What others wrote into the cluster must not steer the terminal, nor leave its column.
        String plain = Paragraph.broken(Paragraph.plain(paragraph), Columns.WIDEST - indent);
        Paragraph.lines(label, plain, indent, Columns.WIDEST)
                .forEach(line -> text.append(line).append('\n'));
    }

    private static Ink.Paint paint(Severity severity) {
        return switch (severity) {
            case PROBLEM -> Ink.Paint.BAD;
            case WARNING, UNKNOWN -> Ink.Paint.MARKED;
            case OK -> Ink.Paint.GOOD;
        };
    }

    private static String sum(Examination examination, Ink ink) {
        Severity verdict = examination.verdict();
        return "verdict: " + ink.paint(paint(verdict), verdict.wire()) + " (" + count(examination, Severity.PROBLEM)
                + " problem, " + count(examination, Severity.WARNING) + " warning, "
                + count(examination, Severity.UNKNOWN) + " unknown, " + count(examination, Severity.OK) + " ok)";
    }

    private static long count(Examination examination, Severity severity) {
        return examination.checks().stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
