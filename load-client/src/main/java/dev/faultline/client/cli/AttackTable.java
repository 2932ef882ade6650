package dev.faultline.client.cli;

import dev.faultline.client.text.Cells;
import dev.faultline.client.text.Columns;
import dev.faultline.client.text.Ink;
import dev.faultline.experiment.report.Summary;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells of an attack while it runs, a line each interval, at most 80 columns wide. For one thread. */
final class AttackTable {

    private static final int FIGURE = 7;
    private static final Columns COLUMNS =
            new Columns(6, -6, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE);

    private final Terminal terminal;
    private final WindowTicker pulse;
    private Optional<Duration> length = Optional.empty();

    /** @param lineEvery how often a line is printed */
    AttackTable(Terminal terminal, WindowHistory windows, Duration lineEvery) {
        this.terminal = terminal;
        this.pulse = new WindowTicker(windows, lineEvery, System.nanoTime());
    }

    /** Prints what is asked for and the head of the table. */
    void head(Attack.Order order) {
        length = order.length();
        LoadPlan plan = order.plan();
        Demand demand = plan.demand();
        terminal.sentence(load(demand) + " to " + plan.target()
                + length.map(time -> " for " + Durations.format(time)).orElse(" until stopped (Ctrl-C)"));
        if (plan.warning() != null) {
            terminal.sentence(Ink.Paint.MARKED, plan.warning());
        }
        terminal.line("");
        terminal.line(
                COLUMNS.row("time", "phase", "due/s", "rate/s", "success", "p50ms", "p95ms", "p99ms", "lagms", "shed"));
    }

    /** Counts the time of the lines from that moment on; what began before is told no more. */
    void began(long moment) {
        pulse.restart(moment);
    }

    /** Prints a line if one is due, and redraws how far it has come. */
    void tick(String phase, Duration passed) {
        pulse.beat().ifPresent(window -> terminal.line(row(pulse.second(), phase, window)));
        length.filter(time -> phase.equals("load"))
                .ifPresent(time -> terminal.status(Terminal.ProgressBar.bar(passed, time, terminal.columns())));
        if (phase.equals("ending")) {
            terminal.status("waiting for the last answers");
        }
    }

    /** Returns whether nobody reads any more what is printed. */
    boolean isUnread() {
        return terminal.isUnread();
    }

    private static String load(Demand demand) {
        if (demand.rate() != null) {
            return Require.plain(demand.rate()) + "/s";
        }
        return demand.stages() == null
                ? demand.concurrency() + " callers"
                : demand.stages().size() + " stages";
    }

    /** Returns the line about that time. */
    String row(long second, String phase, Window window) {
        Tally tally = window.tally();
        Summary summary = Summary.of(tally, window.seconds());
        Latencies.Figures latency = summary.latency();
        return COLUMNS.row(
                terminal.ink(),
                List.of(
                        Columns.Cell.of(second + "s"),
                        Columns.Cell.of(phase),
                        number(tally.arrivals() / window.seconds()),
                        number(summary.rate()),
                        Cells.success(summary.successRate()),
                        number(latency.p50()),
                        number(latency.p95()),
                        number(latency.p99()),
                        number(summary.lag().p99()),
                        shed(tally.count(ResultClass.SHED))));
    }

    /** What the client did not send it did not measure. */
    private static Columns.Cell shed(long count) {
        return new Columns.Cell(Long.toString(count), count > 0 ? Ink.Paint.MARKED : Ink.Paint.PLAIN);
    }

    private static Columns.Cell number(@Nullable Double value) {
        return Cells.number(value, FIGURE);
    }
}
