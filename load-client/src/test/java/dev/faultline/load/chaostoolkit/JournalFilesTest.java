package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalFilesTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final String EXPERIMENT = """
            title: "t"
            method: [{type: probe, name: "look", provider: {type: http, url: "http://s/health"}}]
            """;

    @TempDir
    Path directory = Path.of("");

    private JournalFiles files(int keep) {
        return new JournalFiles(directory, keep, new ToolkitJournal(new Place("Linux-6", "node-1")), JSON);
    }

    private static ToolkitResult result(String id, String yaml, FakeSystem system) {
        ToolkitRun run = new ToolkitRun(id, FakeSystem.read(yaml), system, system.time(), system);
        return run.conduct();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0} and a body")
    @CsvSource({
        "look, text/plain, 4095, ...",
        "look, text/plain, 4094, \uD83D\uDE00...",
        "look\\ud83d, text/plain, 1, \uD83D\uDE00y"
    })
    void noTextCostsAJournal(String name, String type, int letters, String end) throws IOException {
        FakeSystem system = new FakeSystem();
        String body = "x".repeat(letters) + "\uD83D\uDE00y";
        system.answers.put("GET /health", () -> new HttpAnswer(200, Map.of("Content-Type", type), body));
        ToolkitResult result = result("chaostoolkit-1", EXPERIMENT.replace("look", name), system);
        files(9).write(result);
        JsonNode journal = JSON.readTree(files(9).find(result).orElseThrow().toFile());
        assertEquals("x".repeat(letters) + end, journal.at("/run/0/output/body").asText());
        assertEquals(List.of("chaostoolkit-1.journal.json"), names(), "no temporary file is left");
    }

    @Test
    void halfACharacterInAnAnswerCostsNoJournal() throws IOException {
        FakeSystem system = new FakeSystem();
        system.answers.put(
                "GET /health",
                () -> new HttpAnswer(200, Map.of("Content-Type", "application/json"), "{\"a\": \"\\ud83d\"}"));
        ToolkitResult result = result("chaostoolkit-1", EXPERIMENT, system);
        files(9).write(result);
        JsonNode journal = JSON.readTree(files(9).find(result).orElseThrow().toFile());
        assertEquals("?", journal.at("/run/0/output/body/a").asText());
    }

    @Test
    void theNewestStaysWhateverItsNameSays() throws IOException {
        Files.createDirectories(directory.resolve("chaostoolkit-0.journal.json").resolve("full"));
        for (String id : List.of("chaostoolkit-2", "chaostoolkit-3", "chaostoolkit-1")) {
            files(2).write(result(id, EXPERIMENT, new FakeSystem()));
        }
        assertTrue(names().containsAll(List.of("chaostoolkit-1.journal.json", "chaostoolkit-3.journal.json")));
        assertFalse(names().contains("chaostoolkit-2.journal.json"));
    }
}
