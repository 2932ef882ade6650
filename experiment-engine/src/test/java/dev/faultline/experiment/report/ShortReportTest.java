package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortReportTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final Instant AT = Instant.parse("2026-11-30T08:00:00Z");

    private static ShortReport report(int number, String markdown) {
        String id = String.format(Locale.ROOT, "20260131-120000-%03d", number);
        Verdict verdict = new Verdict(Verdict.Outcome.FAIL, "p99 < 1s: 2s \"really\"\n");
        return new ShortReport(new ReportEntry(id, "half", verdict, AT, AT.plusSeconds(1), false), markdown);
    }

    private static String merged(String document, ShortReport... more) {
        return ShortReport.merged(document, List.of(more), 100, JSON);
    }

    private static List<String> markdowns(String document) {
        return ShortReport.all(document, JSON).stream()
                .map(ShortReport::markdown)
                .toList();
    }

    @Test
    void whatIsKeptIsReadAgain() {
        ShortReport kept = report(1, "# half\n\n| a | \u00e4 \ud83d\ude00 |\n");
        assertEquals(List.of(kept), ShortReport.all(merged("[]", kept), JSON));
        assertTrue(kept.entry().inShort());
    }

    @Test
    void anotherOfThatNameTakesItsPlaceAndAllAreInOrder() {
        String document = merged(merged("[]", report(2, "two"), report(1, "one")), report(1, "one, amended"));
        assertEquals(List.of("one, amended", "two"), markdowns(document));
    }

    @Test
    void theOldestLeaveFirst() {
        ShortReport[] all =
                IntStream.range(0, 9).mapToObj(i -> report(i, "" + i)).toArray(ShortReport[]::new);
        assertEquals(List.of("7", "8"), markdowns(ShortReport.merged(null, List.of(all), 2, JSON)));
        // Quotes and line breaks take more room in JSON.
        String longest = "\"\n".repeat(ShortReport.LONGEST_MARKDOWN / 2 - 100);
        String document = "[]";
        for (int i = 0; i < 30; i++) {
            document = ShortReport.merged(document, List.of(report(i, longest)), 100, JSON);
            assertTrue(document.getBytes(StandardCharsets.UTF_8).length <= ShortReport.MOST_BYTES);
            List<ShortReport> kept = ShortReport.all(document, JSON);
            assertEquals(report(i, longest), kept.get(kept.size() - 1));
        }
        assertEquals(7, markdowns(document).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00e4", "\ud83d\ude00", "\\"})
    void whatIsTooLongIsCutBetweenLinesAndSaysSo(String sign) {
        String line = sign.repeat(99) + "\n";
        String cut = report(1, line.repeat(3_000)).markdown();
        assertTrue(cut.getBytes(StandardCharsets.UTF_8).length <= ShortReport.LONGEST_MARKDOWN);
        assertTrue(cut.endsWith(line + "\n(The rest was too long to be kept.)\n"), cut.substring(cut.length() - 300));
        assertFalse(cut.contains("\ufffd"));
        assertTrue(report(1, sign.repeat(200_000)).markdown().startsWith("\n\n(The rest"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "7",
                "{}",
                "[7, null, {}]",
                "[{\"id\":\"../../etc/passwd\",\"experiment\":{\"title\":\"t\"},\"verdict\":{\"outcome\":\"pass\"},"
                        + "\"started\":\"2026-11-30T08:00:00Z\",\"ended\":\"2026-11-30T08:00:00Z\",\"markdown\":\"x\"}]"
            })
    void whatIsNoReportIsLeftOut(String document) {
        assertEquals(List.of(), ShortReport.all(document, JSON));
        assertEquals(List.of("one"), markdowns(merged(document, report(1, "one"))));
    }
}
