package dev.faultline.load.report;

import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Threshold;
import java.util.ArrayList;
import java.util.List;

/** The table of a sweep's levels: a row a level, with what was measured of each threshold that was judged at it. */
final class LevelTable {

    private LevelTable() {}

    /** Returns the rows, the head first; all have the same number of cells. */
    static List<List<String>> rows(ResilienceCurve curve) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(curve.vary(), "ruling"));
        curve.thresholds().stream().map(Threshold::text).forEach(head::add);
        head.addAll(List.of(PhaseTable.successRateName(curve.retried()), "p50", "p95", "p99", "attempts"));
        if (curve.retried()) {
            head.add("requests");
        }
        rows.add(head);
        curve.levels().forEach(level -> rows.add(row(curve, level)));
        return rows;
    }

    private static List<String> row(ResilienceCurve curve, ResilienceCurve.Level level) {
        List<String> row = new ArrayList<>();
        row.add(curve.written(level.value()));
        row.add(level.ruling().wire());
        curve.thresholds()
                .forEach(threshold ->
                        row.add(level.check(threshold).map(LevelTable::measured).orElse("-")));
        row.add(PhaseTable.successRate(level.successRate()));
        row.add(PhaseTable.millis(level.samples(), level.latency().p50()));
        row.add(PhaseTable.millis(level.samples(), level.latency().p95()));
        row.add(PhaseTable.millis(level.samples(), level.latency().p99()));
        row.add(Long.toString(level.samples()));
        if (curve.retried()) {
            row.add(Long.toString(level.requests().samples()));
        }
        return row;
    }

    private static String measured(Check check) {
        return check.figure().orElse("-")
                + check.interval().map(range -> " (" + range + ")").orElse("");
    }
}
