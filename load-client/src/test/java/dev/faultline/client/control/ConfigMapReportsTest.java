package dev.faultline.client.control;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.report.JsonReport;
import dev.faultline.experiment.report.JunitReport;
import dev.faultline.experiment.report.MarkdownReport;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.ReportEntry;
import dev.faultline.experiment.report.ReportFormat;
import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.report.Samples;
import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.platform.cluster.MockCluster;
import dev.faultline.platform.wire.WireJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reports of pods that come and go. */
@Timeout(90)
class ConfigMapReportsTest {

    private static final ObjectMapper MAPPER = WireJson.mapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FIRST = "20260131-120000-001";
    private static final String SECOND = "20260131-120000-002";

    private final MockCluster cluster = new MockCluster();
    private final List<ConfigMapReports> opened = new ArrayList<>();

    @TempDir
    Path directory = Path.of("");

    @AfterEach
    void close() {
        opened.forEach(ConfigMapReports::close);
        cluster.close();
    }

    /** Returns the reports of a pod with a directory of its own. */
    private Reports pod(String name) {
        List<ReportFormat> formats =
                List.of(new JsonReport(MAPPER).format(), MarkdownReport.FORMAT, JunitReport.FORMAT);
        Reports reports = new Reports(directory.resolve(name), 5, Report.Versions.here("test"), formats, MAPPER);
        ConfigMapReports kept = new ConfigMapReports(reports, cluster.document(), MAPPER);
        opened.add(kept);
        kept.begin();
        return reports;
    }

    private static void eventually(Reports reports, String... ids) {
        await().atMost(PATIENCE)
                .until(() ->
                        reports.list().stream().map(ReportEntry::id).toList().equals(List.of(ids)));
    }

    private static String markdown(Reports reports, String id) {
        return reports.read(id, MarkdownReport.FORMAT).orElse("");
    }

    @Test
    void theNextPodListsThemInShort() {
        cluster.create(null);
        Reports before = pod("a");
        before.write(Samples.named(FIRST, 5));
        ReportEntry whole = before.find(FIRST).orElseThrow();
        Reports next = pod("b");
        eventually(next, FIRST);
        ReportEntry kept = next.find(FIRST).orElseThrow();
        assertFalse(whole.inShort());
        assertTrue(kept.inShort());
        assertEquals(whole.verdict(), kept.verdict());
        assertEquals(whole.started(), kept.started());
        assertEquals(markdown(before, FIRST), markdown(next, FIRST));
        assertTrue(next.read(FIRST, JunitReport.FORMAT).isEmpty());
    }

    @Test
    void severalPodsKeepEachOthers() {
        cluster.create("[]");
        Reports one = pod("a");
        Reports other = pod("b");
        one.write(Samples.named(FIRST, 5));
        other.write(Samples.named(SECOND, 5));
        eventually(one, FIRST, SECOND);
        eventually(other, FIRST, SECOND);
        assertFalse(one.find(FIRST).orElseThrow().inShort());
        assertTrue(one.find(SECOND).orElseThrow().inShort());
    }

    @Test
    void anAmendmentIsKeptToo() {
        cluster.create("[]");
        Reports before = pod("a");
        before.write(Samples.named(FIRST, 5));
        Instant at = Instant.parse("2026-11-30T08:00:00Z");
        assertTrue(before.amend(FIRST, new LateRollback(at, at, List.of(), "all that was left is undone")));
        Reports next = pod("b");
        eventually(next, FIRST);
        assertTrue(markdown(next, FIRST).contains("all that was left is undone"), markdown(next, FIRST));
    }

    @Test
    void whatCannotBeWrittenIsWrittenLater() {
        Reports before = pod("a");
        before.write(Samples.named(FIRST, 5));
        cluster.create("no JSON at all");
        eventually(pod("b"), FIRST);
    }
}
