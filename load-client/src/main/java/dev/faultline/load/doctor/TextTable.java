package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The findings for a person: 80 columns, but for commands, which stay in one line to be copied. No colours. */
public final class TextTable {

    private static final int WIDTH = 80;
    private static final String MARGIN = " ".repeat(9);

    private TextTable() {}

    /** Returns the text, with the line that sums it up last. */
    public static String of(Examination examination) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : examination.checks()) {
            put(finding, text);
        }
        return text.append('\n').append(sum(examination)).append('\n').toString();
    }

    private static void put(Finding finding, StringBuilder text) {
        boolean fine = finding.severity() == Severity.OK;
        String head = String.format(Locale.ROOT, "%-9s%s", finding.severity().wire(), finding.name());
        if (fine) {
            text.append(String.format(Locale.ROOT, "%-28s %s\n", head, plain(finding.found())));
            return;
        }
        text.append(head).append('\n');
        put("found: " + finding.found(), text);
        put("why:   " + finding.why(), text);
        if (finding.mend() != null) {
            text.append(MARGIN).append("mend:  ").append(plain(finding.mend())).append('\n');
        }
        text.append('\n');
    }

    private static void put(String paragraph, StringBuilder text) {
        String indent = MARGIN;
        for (String line : wrapped(plain(paragraph), WIDTH - MARGIN.length() - 7)) {
            text.append(indent).append(line).append('\n');
            indent = MARGIN + " ".repeat(7);
        }
    }

    private static List<String> wrapped(String paragraph, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split(" ", -1)) {
            // The first line begins further left.
            int room = lines.isEmpty() ? width + 7 : width;
            if (line.length() > 0 && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** What others wrote into the cluster must not steer the terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static String sum(Examination examination) {
        return "verdict: " + examination.verdict().wire() + " (" + count(examination, Severity.PROBLEM) + " problem, "
                + count(examination, Severity.WARNING) + " warning, " + count(examination, Severity.UNKNOWN)
                + " unknown, " + count(examination, Severity.OK) + " ok)";
    }

    private static long count(Examination examination, Severity severity) {
        return examination.checks().stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
