package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.report.html.HtmlReport;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportsTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final String FIRST = "20260131-120000-001";
    private static final String SECOND = "20260131-120000-002";
    private static final String THIRD = "20260131-120000-003";

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

    private static List<String> ids(Reports reports) {
        return reports.list().stream().map(ReportEntry::id).toList();
    }

    @Test
    void everyFormatIsWrittenAndNothingElse() throws IOException {
        Reports reports = reports(directory, 9);
        reports.write(Samples.named(FIRST, 5));
        assertEquals(List.of(FIRST + ".html", FIRST + ".json", FIRST + ".junit.xml", FIRST + ".md"), files());
        for (ReportFormat format : reports.formats()) {
            assertEquals(Optional.of(reports.render(Samples.named(FIRST, 5), format)), reports.read(FIRST, format));
        }
    }

    @Test
    void theOldestGoAndJournalsStay() throws IOException {
        Files.writeString(directory.resolve(FIRST + ".journal"), "");
        Files.writeString(directory.resolve("notes.md"), "");
        Reports reports = reports(directory, 2);
        for (String id : List.of(SECOND, FIRST, THIRD)) {
            reports.write(Samples.named(id, 5));
        }
        assertEquals(List.of(SECOND, THIRD), ids(reports));
        assertEquals(10, files().size());
        assertTrue(files().containsAll(List.of(FIRST + ".journal", "notes.md")));
        assertEquals(Optional.empty(), reports.find(FIRST));
    }

    @Test
    void anotherProcessListsThemToo() {
        reports(directory, 9).write(Samples.named(SECOND, 5));
        reports(directory, 9).write(Samples.named(FIRST, 5));
        Reports later = reports(directory, 9);
        assertEquals(List.of(FIRST, SECOND), ids(later));
        ReportEntry kept = later.find(FIRST).orElseThrow();
        assertEquals("Half of the traffic meets an error injector", kept.title());
        assertEquals(Verdict.Outcome.PASS, kept.verdict().outcome());
        assertEquals(Instant.parse("2026-01-31T12:00:00Z"), kept.started());
        assertEquals(Instant.parse("2026-01-31T12:00:39.412Z"), kept.ended());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "null", "{\"verdict\":{\"outcome\":\"odd\"},\"started\":\"now\"}"})
    void whatIsBrokenIsLeftOut(String text) throws IOException {
        Reports reports = reports(directory, 9);
        reports.write(Samples.named(FIRST, 5));
        Files.writeString(directory.resolve(SECOND + ".json"), text);
        assertEquals(List.of(FIRST), ids(reports));
        assertEquals(Optional.empty(), reports.find(SECOND));
        assertEquals(Optional.empty(), reports.read(SECOND, reports.formats().get(0)));
    }

    @Test
    void noTextCostsAReport() throws IOException {
        Reports reports = reports(directory, 9);
        reports.write(Samples.hostile());
        assertEquals(reports.formats().size(), files().size(), () -> "half a character is in " + Samples.HOSTILE);
        assertEquals(1, reports.list().size());
    }

    @Test
    void theNewestStaysWhateverItsNameSays() {
        Reports reports = reports(directory, 2);
        for (String id : List.of(SECOND, THIRD, FIRST)) {
            reports.write(Samples.named(id, 5));
        }
        assertEquals(List.of(FIRST, THIRD), ids(reports), "the clock was set back before the last");
    }

    @Test
    void whatIsNoReportDoesNotCount() throws IOException {
        Files.createDirectories(directory.resolve("20990101-000000-000.json").resolve("full"));
        Files.writeString(directory.resolve("20990101-000000-001.json"), "{");
        Files.writeString(directory.resolve("20990101-000000-002.md"), "notes");
        Reports reports = reports(directory, 2);
        for (String id : List.of(FIRST, SECOND, THIRD)) {
            reports.write(Samples.named(id, 5));
        }
        assertEquals(List.of(SECOND, THIRD), ids(reports));
    }

    @Test
    void whatCannotBeDeletedDoesNotKeepTheRest() throws IOException {
        Reports reports = reports(directory, 1);
        Files.createDirectories(directory.resolve(FIRST + ".html").resolve("full"));
        for (String id : List.of(FIRST, SECOND, THIRD)) {
            reports.write(Samples.named(id, 5));
        }
        assertEquals(
                List.of(FIRST + ".html", THIRD + ".html", THIRD + ".json", THIRD + ".junit.xml", THIRD + ".md"),
                files());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "..",
                "",
                "/etc/passwd",
                "20260131-120000-001/../secret",
                "20260131-120000-00\n",
                "20260131-120000-001\u0000",
                "secret"
            })
    void noNameLeadsOutOfTheDirectory(String id) throws IOException {
        Path inside = Files.createDirectory(directory.resolve("inside"));
        Files.writeString(directory.resolve("secret.json"), "{}");
        Files.writeString(inside.resolve("secret.json"), "{}");
        Reports reports = reports(inside, 9);
        ReportFormat json = reports.format(".json").orElseThrow();
        assertEquals(Optional.empty(), reports.read(id, json));
        assertEquals(Optional.empty(), reports.path(id, json));
        assertEquals(Optional.empty(), reports.find(id));
    }

    @Test
    void aDirectoryThatCannotBeWrittenCostsTheFilesOnly() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        Reports reports = reports(file, 9);
        reports.write(Samples.half());
        assertEquals(List.of(), reports.list());
        assertEquals(Optional.empty(), reports.path(FIRST, HtmlReport.FORMAT));
        assertTrue(reports.render(Samples.half(), HtmlReport.FORMAT).startsWith("<!DOCTYPE html>"));
    }

    @Test
    void whatCannotBeWrittenWholeIsNotThere() throws IOException {
        // A directory in the place of the file: the temporary file is written, and can't be moved.
        Files.createDirectories(directory.resolve(FIRST + ".html").resolve("full"));
        Reports reports = reports(directory, 9);
        reports.write(Samples.named(FIRST, 5));
        assertEquals(
                List.of(FIRST + ".html", FIRST + ".json", FIRST + ".junit.xml", FIRST + ".md"),
                files(),
                "it costs no other format, and no temporary file is left");
        assertEquals(Optional.empty(), reports.path(FIRST, HtmlReport.FORMAT));
        assertEquals(List.of(FIRST), ids(reports));
    }

    @Test
    void aFormatThatFailsCostsItsOwnFileOnly() throws IOException {
        ReportFormat broken = new ReportFormat(
                ".broken",
                "text/plain",
                report -> {
                    throw new IllegalStateException("a bug");
                },
                (text, amendment) -> text);
        List<ReportFormat> formats = List.of(broken, new JsonReport(JSON).format());
        Reports reports = new Reports(directory, 9, Samples.VERSIONS, formats, JSON);
        reports.write(Samples.named(FIRST, 5));
        assertEquals(List.of(FIRST + ".json"), files());
        assertEquals(List.of(FIRST), ids(reports));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Reports.MOST + 1})
    void theBoundIsBounded(int keep) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> reports(directory, keep));
        assertTrue(refused.getMessage().startsWith("faultline.reports.keep"), refused.getMessage());
    }

    @Test
    void aSuffixIsNoPath() {
        assertThrows(
                InvalidValue.class,
                () -> new ReportFormat("/../x.json", "a/b", report -> "", (text, amendment) -> text));
    }
}
