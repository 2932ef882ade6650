package dev.faultline.backend.status;

import java.util.regex.Pattern;

/** The status for people: the facts of {@link AutoReport} as Apache's page lays them out. */
public final class HtmlReport {

    /** The media type of the page. */
    public static final String MEDIA_TYPE = "text/html; charset=utf-8";

    private static final Pattern BOARD_LINE = Pattern.compile(".{64}");

    private HtmlReport() {}

    /** Returns the report as a page. */
    public static String of(Report report) {
        return """
                <!DOCTYPE html>
                <html><head>
                <title>Server Status</title>
                </head><body>
                <h1>Server Status for %s</h1>

                %s<hr>
                %s
                <pre>%s</pre>
                <p>Scoreboard Key:<br>
                "<b><code>W</code></b>" Request in flight,
                "<b><code>G</code></b>" Request in flight while stopping,
                "<b><code>_</code></b>" Free place for a request</p>
                </body></html>
                """.formatted(escaped(report.host()), server(report), usage(report), board(report));
    }

    private static String server(Report report) {
        ServerFacts facts = report.facts();
        return """
                <dl><dt>Server Version: %s</dt>
                <dt>Server MPM: %s</dt>
                <dt>Server Built: %s</dt></dl>
                """.formatted(
                escaped(facts.version()), escaped(facts.mpm()), ApacheFormat.built(facts.built(), facts.zone()));
    }

    private static String usage(Report report) {
        ServerFacts facts = report.facts();
        ConnectionCounts connections = report.connections();
        return """
                <dl><dt>Current Time: %s</dt>
                <dt>Restart Time: %s</dt>
                <dt>Server uptime:%s</dt>
                <dt>Server load: %s %s %s</dt>
                <dt>Total accesses: %d - Total Traffic: %s - Total Duration: %d</dt>
                %s<dt>%d requests currently being processed, %d gracefully finishing, %d free places</dt>
                <dt>Connections: %d total, %d writing, %d keep-alive, %d closing</dt></dl>
                """.formatted(
                        ApacheFormat.time(report.now(), facts.zone()),
                        ApacheFormat.time(facts.started(), facts.zone()),
                        ApacheFormat.words(report.uptime()),
                        ApacheFormat.decimals(report.load().one()),
                        ApacheFormat.decimals(report.load().five()),
                        ApacheFormat.decimals(report.load().fifteen()),
                        report.totals().accesses(),
                        ApacheFormat.size(report.kilobytes() * 1024.0),
                        report.totals().duration().toMillis(),
                        cpu(report) + averages(report),
                        report.workers().busy(),
                        report.workers().graceful(),
                        report.workers().idle(),
                        connections.total(),
                        connections.writing(),
                        connections.keepAlive(),
                        connections.closing());
    }

    private static String cpu(Report report) {
        CpuTimes cpu = report.cpu();
        if (cpu == null || report.uptime() == 0) {
            return "";
        }
        return "<dt>CPU Usage: u%s s%s cu%s cs%s - %s%% CPU load</dt>\n"
                .formatted(
                        ApacheFormat.general(cpu.user(), 6),
                        ApacheFormat.general(cpu.system(), 6),
                        ApacheFormat.general(cpu.childrenUser(), 6),
                        ApacheFormat.general(cpu.childrenSystem(), 6),
                        ApacheFormat.general(cpu.sum() / report.uptime() * 100, 3));
    }

    private static String averages(Report report) {
        double accesses = report.totals().accesses();
        double bytes = report.kilobytes() * 1024.0;
        if (accesses == 0 || report.uptime() == 0) {
            return "";
        }
        return "<dt>%s requests/sec - %s/second - %s/request - %s ms/request</dt>\n"
                .formatted(
                        ApacheFormat.general(accesses / report.uptime(), 3),
                        ApacheFormat.size(bytes / report.uptime()),
                        ApacheFormat.size(bytes / accesses),
                        ApacheFormat.general(report.totals().duration().toMillis() / accesses, 6));
    }

    private static String board(Report report) {
        return BOARD_LINE.matcher(report.scoreboard()).replaceAll("$0\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
