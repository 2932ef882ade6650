package dev.faultline.load.cli;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.report.Summary;
import dev.faultline.wire.Durations;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Tells of an attack while it runs, a line each interval, at most 80 columns wide. For one thread. */
final class AttackTable {

    private final Terminal terminal;
    private final Pulse pulse;
    private Optional<Duration> length = Optional.empty();

    /** @param lineEvery how often a line is printed */
    AttackTable(Terminal terminal, Windows windows, Duration lineEvery) {
        this.terminal = terminal;
        this.pulse = new Pulse(windows, lineEvery, System.nanoTime());
    }

    /** Prints what is asked for and the head of the table. */
    void head(Order order) {
        length = order.length();
        LoadPlan plan = order.plan();
        Demand demand = plan.demand();
        terminal.line(load(demand) + " to " + plan.target()
                + length.map(time -> " for " + Durations.format(time)).orElse(" until stopped (Ctrl-C)"));
        if (plan.warning() != null) {
            terminal.line(plan.warning());
        }
        terminal.line("");
        print("time", "phase", "due/s", "rate/s", "success", "p50ms", "p95ms", "p99ms", "lagms", "shed");
    }

    /** Counts the time of the lines from that moment on; what began before is told no more. */
    void began(long moment) {
        pulse.restart(moment);
    }

    /** Prints a line if one is due, and redraws how far it has come. */
    void tick(String phase, Duration passed) {
        pulse.beat().ifPresent(window -> line(phase, window));
        length.filter(time -> phase.equals("load")).ifPresent(time -> terminal.status(Progress.bar(passed, time)));
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

    private void line(String phase, Window window) {
        Tally tally = window.tally();
        Summary summary = Summary.of(tally, window.seconds());
        Latencies.Figures latency = summary.latency();
        var success = summary.successRate();
        boolean none = summary.samples() == 0;
        print(
                pulse.second() + "s",
                phase,
                cell(tally.arrivals() / window.seconds()),
                cell(summary.rate()),
                success == null ? "-" : String.format(Locale.ROOT, "%.1f%%", success.value() * 100),
                none ? "-" : cell(latency.p50()),
                none ? "-" : cell(latency.p95()),
                none ? "-" : cell(latency.p99()),
                none ? "-" : cell(summary.lag().p99()),
                tally.count(ResultClass.SHED));
    }

    private void print(Object... cells) {
        terminal.line(String.format(Locale.ROOT, "%6s %-6s %8s %8s %7s %7s %7s %7s %7s %6s", cells));
    }

    private static String cell(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
