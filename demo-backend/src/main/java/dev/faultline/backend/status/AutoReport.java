package dev.faultline.backend.status;

/** The status for programs: the lines of Apache 2.4's {@code server-status?auto}, in its order and formats. */
public final class AutoReport {

    /** What Apache says of it. */
    public static final String MEDIA_TYPE = "text/plain; charset=ISO-8859-1";

    private final StringBuilder text = new StringBuilder();
    private final Report report;

    private AutoReport(Report report) {
        this.report = report;
    }

    /** Returns the report as text. */
    public static String of(Report report) {
        AutoReport auto = new AutoReport(report);
        auto.server();
        auto.usage();
        auto.averages();
        auto.workers();
        return auto.text.toString();
    }

    private void server() {
        ServerFacts facts = report.facts();
        text.append(report.host()).append('\n');
        line("ServerVersion", facts.version());
        line("ServerMPM", facts.mpm());
        line("Server Built", ApacheFormat.built(facts.built(), facts.zone()));
        line("CurrentTime", ApacheFormat.time(report.now(), facts.zone()));
        line("RestartTime", ApacheFormat.time(facts.started(), facts.zone()));
        // Neither configuration nor server is ever reloaded within a process, so each is its first.
        line("ParentServerConfigGeneration", 1);
        line("ParentServerMPMGeneration", 0);
        line("ServerUptimeSeconds", report.uptime());
        text.append("ServerUptime:").append(ApacheFormat.words(report.uptime())).append('\n');
        line("Load1", ApacheFormat.decimals(report.load().one()));
        line("Load5", ApacheFormat.decimals(report.load().five()));
        line("Load15", ApacheFormat.decimals(report.load().fifteen()));
    }

    private void usage() {
        line("Total Accesses", report.totals().accesses());
        line("Total kBytes", report.kilobytes());
        line("Total Duration", report.totals().duration().toMillis());
        CpuTimes cpu = report.cpu();
        if (cpu != null) {
            line("CPUUser", cpu.user());
            line("CPUSystem", cpu.system());
            line("CPUChildrenUser", cpu.childrenUser());
            line("CPUChildrenSystem", cpu.childrenSystem());
            if (cpu.sum() > 0 && report.uptime() > 0) {
                line("CPULoad", cpu.sum() / report.uptime() * 100);
            }
        }
    }

    /** Averages over nothing are left out, as Apache does. */
    private void averages() {
        double accesses = report.totals().accesses();
        double seconds = report.uptime();
        double bytes = report.kilobytes() * 1024.0;
        line("Uptime", report.uptime());
        if (seconds > 0) {
            line("ReqPerSec", accesses / seconds);
            line("BytesPerSec", bytes / seconds);
        }
        if (accesses > 0) {
            line("BytesPerReq", bytes / accesses);
            line("DurationPerReq", report.totals().duration().toMillis() / accesses);
        }
    }

    private void workers() {
        Workers workers = report.workers();
        line("BusyWorkers", workers.busy());
        line("GracefulWorkers", workers.graceful());
        line("IdleWorkers", workers.idle());
        line("Processes", 1);
        line("Stopping", workers.stopping() ? 1 : 0);
        line("ConnsTotal", report.connections().total());
        line("ConnsAsyncWriting", report.connections().writing());
        line("ConnsAsyncKeepAlive", report.connections().keepAlive());
        line("ConnsAsyncClosing", report.connections().closing());
        line("Scoreboard", report.scoreboard());
    }

    private void line(String key, String value) {
        text.append(key).append(": ").append(value).append('\n');
    }

    private void line(String key, long value) {
        line(key, Long.toString(value));
    }

    private void line(String key, double value) {
        line(key, ApacheFormat.general(value, 6));
    }
}
