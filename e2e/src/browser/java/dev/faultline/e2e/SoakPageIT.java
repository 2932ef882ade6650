package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The page left open under load, for {@code bench/dashboard.sh}: what it and load-client hold, and how smooth it stays. */
@EnabledIfSystemProperty(named = "tests.soak.minutes", matches = "\\d+")
class SoakPageIT extends OnThePage {

    private static final String PLAN = "{'rules':[{'name':'dashboard','delay':{'type':'fixed','value':'20ms'},"
            + "'aborts':[{'percentage':30,'type':'status','status':503}]}]}";
    private static final String WATCH_FRAMES = """
            () => {
              window.frames_ = [];
              let before = performance.now();
              const frame = (now) => { window.frames_.push(now - before); before = now; requestAnimationFrame(frame); };
              requestAnimationFrame(frame);
            }""";
    private static final String FRAMES = """
            () => {
              const all = window.frames_.splice(0).sort((a, b) => a - b);
              const sum = all.reduce((a, b) => a + b, 0);
              return [1000 * all.length / sum, all[Math.floor(all.length / 2)], all[Math.floor(all.length * 0.99)],
                all.filter((each) => each > 25).length / all.length * 100].map((each) => each.toFixed(1)).join(' ');
            }""";
    private static final String PASS = "(ms) => new Promise((done) => setTimeout(done, ms))";

    SoakPageIT() throws Exception {}

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void itStaysAsItWas() throws Exception {
        int minutes = Integer.getInteger("tests.soak.minutes", 5);
        services().load(Integer.getInteger("tests.soak.rate", 2_000));
        services().faults(PLAN);
        services().weight(20);
        OpenPage open = open();
        CDPSession session = open.context().newCDPSession(open.page());
        session.send("Performance.enable");
        open.page().evaluate(WATCH_FRAMES);
        row("minute", "heap KiB", "nodes", "listeners", "RSS MiB", "live KiB", "fps", "median ms", "p99 ms", "late %");
        for (int minute = 0; minute <= minutes; minute++) {
            if (minute > 0) {
                // By the tab's own clock: that it is asked nothing meanwhile is part of what is measured.
                open.page().evaluate(PASS, Duration.ofMinutes(1).toMillis());
            }
            String[] frames = ((String) open.page().evaluate(FRAMES)).split(" ", -1);
            Map<String, Double> tab = metrics(session);
            row(
                    minute,
                    Math.round(tab.getOrDefault("JSHeapUsedSize", Double.NaN) / 1024),
                    Math.round(tab.getOrDefault("Nodes", Double.NaN)),
                    Math.round(tab.getOrDefault("JSEventListeners", Double.NaN)),
                    residentMiB(),
                    liveKiB(),
                    frames[0],
                    frames[1],
                    frames[2],
                    frames[3]);
        }
    }

    private static void row(Object... values) {
        System.out.printf("%6s %9s %7s %10s %10s %10s %6s %12s %10s %8s%n", values);
    }

    private static Map<String, Double> metrics(CDPSession session) {
        session.send("HeapProfiler.collectGarbage");
        Map<String, Double> metrics = new TreeMap<>();
        for (JsonElement each : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            JsonObject metric = each.getAsJsonObject();
            metrics.put(metric.get("name").getAsString(), metric.get("value").getAsDouble());
        }
        return metrics;
    }

    private long residentMiB() throws IOException {
        String line = Files.readAllLines(
                        Path.of("/proc/" + services().clientProcess().pid() + "/status"))
                .stream()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Math.round(OpenPage.number(line) / 1024);
    }

    /** What load-client's heap holds after a full collection. */
    private long liveKiB() throws IOException, InterruptedException {
        String pid = Long.toString(services().clientProcess().pid());
        Tool jcmd = new Tool("jcmd");
        assertEquals(0, jcmd.run(pid, "GC.run").exitCode());
        String heap = jcmd.run(pid, "GC.heap_info").output();
        assertTrue(heap.contains("used"), heap);
        return heap.lines()
                .filter(line -> line.contains("total") && line.contains("used"))
                .mapToLong(line -> Math.round(OpenPage.number(line.substring(line.indexOf("used")))))
                .sum();
    }
}
