package dev.faultline.load.cli;

import dev.faultline.load.report.Rates;
import dev.faultline.load.report.ResilienceCurve;
import dev.faultline.load.slo.Threshold;
import dev.faultline.load.text.Cell;
import dev.faultline.load.text.Columns;
import dev.faultline.load.text.Ink;
import dev.faultline.load.text.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was seen at the levels of a sweep, a line each, at most 80 columns wide. */
final class Levels {

    private static final int SHORTEST_LEVEL = 13;
    private static final int LONGEST_LEVEL = 20;
    private static final int SHORTEST_RULING = 10;
    private static final int FIGURE = 8;
    private static final char KEPT = '\u00a0';

    private Levels() {}

    /** Returns the lines. Success is that of the attempts; what was judged may be another figure, and stands behind. */
    static List<String> lines(ResilienceCurve curve, Ink ink) {
        Columns columns = columns(curve);
        List<String> judged = curve.thresholds().stream().map(Threshold::text).toList();
        List<Cell> head = List.of(Cell.of(curve.vary()), Cell.of("ruling"), Cell.of("success"), Cell.of("p95ms"));
        List<String> lines = new ArrayList<>(row(columns, head, judged, Ink.NONE));
        curve.levels().forEach(level -> lines.addAll(row(columns, cells(curve, level), figures(level), ink)));
        return lines;
    }

    /** The first two take what they need. */
    private static Columns columns(ResilienceCurve curve) {
        int level = Math.max(SHORTEST_LEVEL, curve.vary().length());
        int ruling = SHORTEST_RULING;
        for (ResilienceCurve.Level each : curve.levels()) {
            level = Math.max(level, curve.written(each.value()).length());
            ruling = Math.max(ruling, each.ruling().wire().length());
        }
        return new Columns(-Math.min(LONGEST_LEVEL, level), -ruling, FIGURE, FIGURE);
    }

    private static List<Cell> cells(ResilienceCurve curve, ResilienceCurve.Level level) {
        return List.of(
                Cell.of(curve.written(level.value())),
                new Cell(level.ruling().wire(), Rates.paint(level.ruling())),
                Rates.success(level.successRate()),
                level.successRate() == null
                        ? Rates.NONE
                        : Cell.of(Columns.number(level.latency().p95(), FIGURE)));
    }

    private static List<String> figures(ResilienceCurve.Level level) {
        return level.checks().stream().map(check -> check.figure().orElse("-")).toList();
    }

    private static List<String> row(Columns columns, List<Cell> cells, List<String> judged, Ink ink) {
        int indent = columns.width() + 2;
        int room = Columns.WIDEST - indent;
        String text = judged.stream().map(each -> kept(each, room)).collect(Collectors.joining(", "));
        return Paragraph.lines(columns.row(ink, cells) + "  ", text, indent, Columns.WIDEST).stream()
                .map(line -> line.replace(KEPT, ' '))
                .toList();
    }

    /** A threshold stays in one line, if a line holds it and the comma behind it. */
    private static String kept(String text, int room) {
        return text.length() < room ? text.replace(' ', KEPT) : Paragraph.broken(text, room);
    }
}
