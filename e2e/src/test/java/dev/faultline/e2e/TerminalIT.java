package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands print on a terminal, which is a real one: the kernel's, though nobody sits at it. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class TerminalIT {

    /** The gate does not hold, so that there is a bad word too. */
    private static final String EXPERIMENT = """
            title: An experiment of a title that is longer than a line of any terminal has room for, so that it breaks
            hypothesis:
              words: nothing is done, so nothing changes; and that is said in more words than a line has room for
              thresholds: [success_rate >= 99%, p99 < 1ns]
            load: {target: "URL", rate: 50}
            warmup: 1s
            baseline: {duration: 1s}
            method: [{hold: 2s}]
            verify: {duration: 1s}
            """;

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern REDRAWN = Pattern.compile("\r\u001b\\[K(?:\u001b\\[\\?7l([^\u001b]*)\u001b\\[\\?7h)?");

    @TempDir
    private Path directory;

    private List<String> command = List.of();

    @BeforeEach
    void isKnown() throws IOException {
        List<String> properties = List.of(
                "quarkus.http.port=0",
                "quarkus.management.port=0",
                "quarkus.log.console.enabled=false",
                "faultline.load.max-lag=10s",
                "faultline.reports.directory=" + directory);
        command = Service.command(
                "load-client", properties, "run", directory.resolve("e.yaml").toString());
    }

    private void experiment(RawServer server) throws IOException {
        Files.writeString(directory.resolve("e.yaml"), EXPERIMENT.replace("URL", server.url()));
    }

    /** Runs it on a terminal of that width with these settings, and returns all that the terminal got. */
    private String shown(int columns, String... settings) throws Exception {
        List<String> words = new ArrayList<>(List.of("env", "-u", "NO_COLOR", "-u", "COLUMNS", "TERM=xterm"));
        words.addAll(Arrays.asList(settings));
        words.addAll(command);
        String line = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        try (RawServer server = RawServer.answering()) {
            experiment(server);
            Tool.Result result =
                    new Tool("script").run("-qec", "stty cols " + columns + " rows 24; exec " + line, "/dev/null");
            assertEquals(99, result.exitCode(), result.output());
            return result.output();
        }
    }

    private static List<String> lines(String shown) {
        return REDRAWN.matcher(COLOUR.matcher(shown).replaceAll(""))
                .replaceAll("")
                .lines()
                .map(String::stripTrailing)
                .toList();
    }

    @Test
    void thereAreColoursAndNoLineWraps() throws Exception {
        String shown = shown(80);
        assertTrue(shown.contains("\u001b[1;31mfail\u001b[0m: "), shown);
        assertTrue(shown.contains("\u001b[35minject\u001b[0m "), shown);
        assertTrue(REDRAWN.matcher(shown).find(), shown);
        List<String> lines = lines(shown);
        lines.stream()
                .filter(line -> !line.startsWith("report: "))
                .forEach(line -> assertTrue(line.length() <= 80, line));
        assertTrue(
                lines.contains("expected: nothing is done, so nothing changes; and that is said in more words"), shown);
        assertTrue(lines.contains("  than a line has room for"), shown);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"NO_COLOR=1", "NO_COLOR=0", "TERM=dumb", "TERM="})
    void coloursCanBeForbidden(String setting) throws Exception {
        String shown = shown(80, setting);
        assertFalse(COLOUR.matcher(shown).find(), shown);
        assertTrue(shown.contains("\nfail: "), shown);
        // What is redrawn is no colour, and what can't redraw gets no escape at all.
        assertEquals(setting.startsWith("NO_COLOR"), shown.indexOf('\u001b') >= 0, shown);
    }

    @Test
    void aNarrowTerminalGetsAShortBarAndNarrowSentences() throws Exception {
        String shown = shown(44, "NO_COLOR=");
        assertTrue(COLOUR.matcher(shown).find(), "empty is as if it were not set");
        List<String> bars = REDRAWN.matcher(shown)
                .results()
                .map(match -> match.group(1))
                .filter(bar -> bar != null && !bar.isEmpty())
                .toList();
        assertTrue(bars.size() > 2, shown);
        bars.forEach(bar -> assertTrue(bar.contains("s left [") && bar.endsWith("]") && bar.length() < 44, bar));
        List<String> sentences = lines(shown).stream()
                .dropWhile(line -> !line.startsWith("fail: "))
                .takeWhile(line -> !line.startsWith("report: "))
                .toList();
        assertTrue(sentences.size() > 1, shown);
        sentences.forEach(line -> assertTrue(line.length() <= 44, line));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"TERM, xterm, false", "CLICOLOR_FORCE, 1, true"})
    void aPipeGetsWholeLines(String variable, String value, boolean coloured) throws Exception {
        try (RawServer server = RawServer.answering()) {
            experiment(server);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().remove("NO_COLOR");
            builder.environment().put(variable, value);
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(99, process.waitFor());
            assertEquals(coloured, COLOUR.matcher(printed).find(), printed);
            assertEquals(coloured, printed.indexOf('\u001b') >= 0, printed);
            assertTrue(
                    printed.contains(
                            "expected: nothing is done, so nothing changes; and that is said in more words than"
                                    + " a line has room for\n"),
                    printed);
            assertEquals(COLOUR.matcher(printed).replaceAll("").lines().toList(), lines(printed), printed);
        }
    }
}
