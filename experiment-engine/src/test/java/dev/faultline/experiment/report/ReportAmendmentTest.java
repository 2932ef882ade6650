package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.report.html.HtmlReport;
import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.platform.wire.WireJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is appended to reports that are there. */
class ReportAmendmentTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final String FIRST = "20260131-120000-001";

    private static final Instant LATER = Instant.parse("2026-02-01T08:00:00Z");

    @TempDir
    Path directory;

    private Reports reports(Path where, int keep) {
        List<ReportFormat> formats =
                List.of(new JsonReport(JSON).format(), HtmlReport.FORMAT, MarkdownReport.FORMAT, JunitReport.FORMAT);
        return new Reports(where, keep, Samples.VERSIONS, formats, JSON);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static LateRollback amendment(@Nullable String failure) {
        String note = failure == null ? "all is well again" : "could not undo: " + Samples.HOSTILE;
        return new LateRollback(
                LATER.minusSeconds(3),
                LATER,
                List.of(new Undone("faults back to what they were", true, failure, 0, 2)),
                note);
    }

    /** What was found stays to the letter; what became of undoing it later comes after it. */
    @Test
    void anAmendmentIsAppendedToEveryFormatAndNothingElseChanges() throws Exception {
        String id = Samples.hostile().id();
        Reports reports = reports(directory, 9);
        reports.write(Samples.hostile());
        Map<String, String> before = new HashMap<>();
        for (ReportFormat format : reports.formats()) {
            before.put(format.suffix(), reports.read(id, format).orElseThrow());
        }
        assertTrue(reports.amend(id, amendment("connection refused")));
        assertTrue(reports(directory, 9).amend(id, amendment(null)));
        for (ReportFormat format : reports.formats()) {
            String old = before.getOrDefault(format.suffix(), "").stripTrailing();
            String text = reports.read(id, format).orElseThrow();
            assertTrue(text.startsWith(old.substring(0, old.length() - 400)), text);
            assertEquals(1, count(text, "connection refused"), text);
            assertEquals(1, count(text, "all is well again"), text);
        }
        JsonNode json = JSON.readTree(directory.resolve(id + ".json").toFile());
        assertEquals("2026-02-01T08:00:00Z", json.at("/amendments/0/at").asText());
        assertEquals(
                "connection refused", json.at("/amendments/0/undone/0/failure").asText());
        assertTrue(json.at("/amendments/1/undone/0/failure").isMissingNode());
        ((ObjectNode) json).remove("amendments");
        assertEquals(JSON.readTree(before.get(".json")), json);
        String xml = reports.read(id, JunitReport.FORMAT).orElseThrow();
        assertEquals(
                1,
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagName("system-out")
                        .getLength());
        assertFalse(reports.read(id, HtmlReport.FORMAT).orElseThrow().contains("<script"));
        String page = reports.read(id, MarkdownReport.FORMAT).orElseThrow();
        assertEquals(1, count(page, "\n## Undone later\n"), page);
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void ofManyVainTriesTheFirstAreKeptAndTheOneThatIsNotVain() throws IOException {
        Reports reports = reports(directory, 9);
        reports.write(Samples.named(FIRST, 5));
        for (int i = 0; i < 2 * LateRollback.MOST; i++) {
            assertTrue(reports.amend(FIRST, amendment("connection refused")));
        }
        assertTrue(reports.amend(FIRST, amendment(null)));
        JsonNode json = JSON.readTree(directory.resolve(FIRST + ".json").toFile());
        assertEquals(LateRollback.MOST + 1, json.path("amendments").size());
    }

    @Test
    void whatIsNotThereIsNotAmended() throws IOException {
        Reports reports = reports(directory, 9);
        assertFalse(reports.amend(FIRST, amendment(null)));
        assertEquals(List.of(), files());
        assertFalse(reports.holds("../" + FIRST));
    }

    @Test
    void aFileThatIsNoReportStaysAsItIs() throws IOException {
        Reports reports = reports(directory, 9);
        reports.write(Samples.named(FIRST, 5));
        Files.writeString(directory.resolve(FIRST + ".html"), "mine");
        assertTrue(reports.amend(FIRST, amendment(null)));
        assertEquals(Optional.of("mine"), reports.read(FIRST, HtmlReport.FORMAT));
        assertTrue(reports.read(FIRST, MarkdownReport.FORMAT).orElseThrow().contains("Undone later"));
    }
}
