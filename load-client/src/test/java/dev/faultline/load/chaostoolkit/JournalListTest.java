package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.report.Kept;
import dev.faultline.wire.WireJson;
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

class JournalListTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final String FIRST = "chaostoolkit-20260131-120000-001";
    private static final String SECOND = "chaostoolkit-20260131-120000-002";
    private static final String THIRD = "chaostoolkit-20260131-120000-003";

    private static final String EXPERIMENT = """
            title: t
            method: [{type: action, name: break, provider: {type: http, method: POST, url: "http://s/fault"}}]
            rollbacks: [{type: action, name: heal, provider: {type: http, method: DELETE, url: "http://s/fault"}}]
            """;

    @TempDir
    Path directory = Path.of("");

    private final FakeSystem system = new FakeSystem();

    private JournalFiles journals(int keep) {
        return new JournalFiles(directory, keep, new ToolkitJournal(new Place("Linux-6", "node-1")), JSON);
    }

    private ToolkitRun run(String id) {
        return new ToolkitRun(id, FakeSystem.read(EXPERIMENT), system, system.time(), system);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private JsonNode journal(String id) throws IOException {
        return JSON.readTree(journals(9).read(id).orElseThrow());
    }

    @Test
    void anotherProcessListsThemAndTheOldestGo() throws IOException {
        Files.writeString(directory.resolve("20260131-120000-001.journal.json"), "{}");
        for (String id : List.of(SECOND, FIRST, THIRD)) {
            journals(2).write(run(id).conduct());
        }
        assertEquals(
                List.of("20260131-120000-001.journal.json", SECOND + ".journal.json", THIRD + ".journal.json"),
                files());
        JournalFiles later = journals(9);
        assertEquals(List.of(SECOND, THIRD), later.list().stream().map(Kept::id).toList());
        Kept kept = later.find(SECOND).orElseThrow();
        assertEquals("t", kept.title());
        assertEquals(Outcome.INCONCLUSIVE, kept.verdict().outcome());
        assertEquals(Instant.EPOCH, kept.started());
        assertEquals(Optional.empty(), later.find(FIRST));
        Files.delete(directory.resolve(SECOND + ".journal.json"));
        assertEquals(Optional.empty(), later.find(SECOND));
        assertEquals(List.of(THIRD), later.list().stream().map(Kept::id).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "",
                "secret",
                "chaostoolkit-../secret",
                FIRST + "/../secret",
                FIRST + "\n",
                FIRST + "\u0000",
                "20260131-120000-001"
            })
    void noNameLeadsOutOfTheDirectory(String id) throws IOException {
        JournalFiles journals = journals(9);
        journals.write(run(FIRST).conduct());
        for (String name : List.of("secret", "20260131-120000-001")) {
            Files.copy(directory.resolve(FIRST + ".journal.json"), directory.resolve(name + ".journal.json"));
        }
        assertEquals(Optional.empty(), journals.find(id));
        assertEquals(Optional.empty(), journals.read(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{}", "null", "{\"experiment\":{\"extensions\":[{\"name\":\"faultline\"}]}}"})
    void whatIsNoJournalIsLeftOut(String text) throws IOException {
        Files.writeString(directory.resolve(FIRST + ".journal.json"), text);
        assertEquals(List.of(), journals(9).list());
        assertFalse(journals(9).holds(FIRST));
    }

    /** What was found stays; what became of the rollbacks later comes after it. */
    @Test
    void whatIsRolledBackLaterIsAppended() throws IOException {
        system.answers.put("DELETE /fault", () -> FakeSystem.answer(500));
        journals(9).write(run(FIRST).conduct());
        JsonNode before = journal(FIRST);
        assertEquals(1, before.path("rollbacks").size());
        for (int i = 0; i < Amendment.MOST + 5; i++) {
            journals(9).write(run(FIRST).late(null).conduct());
        }
        system.answers.clear();
        journals(9).write(run(FIRST).late(null).conduct());
        JsonNode after = journal(FIRST);
        assertEquals(Amendment.MOST + 2, after.path("rollbacks").size());
        assertEquals(
                "succeeded",
                after.path("rollbacks").path(Amendment.MOST + 1).path("status").asText());
        JsonNode amendments = after.at("/experiment/extensions/0/amendments");
        assertEquals(Amendment.MOST + 1, amendments.size());
        assertEquals(
                "all that was left is rolled back",
                amendments.path(Amendment.MOST).path("note").asText());
        for (JsonNode journal : List.of(before, after)) {
            ((ObjectNode) journal).remove("rollbacks");
            ((ObjectNode) journal.at("/experiment/extensions/0")).remove("amendments");
        }
        assertEquals(before, after);
    }

    @Test
    void aJournalThatIsGoneIsReplacedByOneThatSaysSo() throws IOException {
        journals(9).write(run(FIRST).late(null).conduct());
        JsonNode said = journal(FIRST).at("/experiment/extensions/0");
        assertEquals("inconclusive", said.path("outcome").asText());
        assertEquals(
                Amendment.ALONE + "all that was left is rolled back",
                said.path("reason").asText());
        assertTrue(journals(9).holds(FIRST));
    }
}
