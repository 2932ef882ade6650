package dev.faultline.load.cli;

import dev.faultline.load.experiment.State;
import dev.faultline.load.report.PhaseTable;
import dev.faultline.load.report.Rates;
import dev.faultline.load.report.Report;
import dev.faultline.load.text.Cell;
import dev.faultline.load.text.Columns;
import dev.faultline.load.text.Ink;
import dev.faultline.load.text.Paint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The phases of an experiment side by side, at most 80 columns wide. */
final class Phases {

    private static final int SHORTEST_NAME = 13;
    private static final int LONGEST_NAME = 26;
    private static final int WIDEST_CELL = 21;

    private Phases() {}

    /** Returns the lines. The names take what they need; the phases share the rest. */
    static List<String> lines(Report report, Ink ink) {
        List<List<String>> rows = PhaseTable.tall(report);
        int longest = rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0);
        int name = Math.max(SHORTEST_NAME, Math.min(LONGEST_NAME, longest));
        int phases = report.phases().size();
        int[] widths = new int[phases + 1];
        Arrays.fill(widths, Math.min(WIDEST_CELL, (Columns.WIDEST - name) / Math.max(1, phases) - 1));
        widths[0] = -name;
        Columns columns = new Columns(widths);
        List<String> lines = new ArrayList<>();
        lines.add(columns.row(ink, head(report)));
        rows.stream().skip(1).forEach(row -> lines.add(columns.row(ink, cells(row))));
        return lines;
    }

    private static List<Cell> head(Report report) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.of("")));
        for (Report.Phase phase : report.phases()) {
            cells.add(new Cell(phase.title(), phase.phase() == State.INJECT ? Paint.MARKED : Paint.PLAIN));
        }
        return cells;
    }

    private static List<Cell> cells(List<String> row) {
        boolean success = row.get(0).startsWith(PhaseTable.SUCCESS);
        List<Cell> cells = new ArrayList<>(List.of(Cell.of(row.get(0))));
        row.stream().skip(1).forEach(text -> cells.add(success ? Rates.success(text) : Cell.of(text)));
        return cells;
    }
}
