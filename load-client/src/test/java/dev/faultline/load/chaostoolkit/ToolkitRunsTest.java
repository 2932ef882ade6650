package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.Outcome;
import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a process that was killed leaves behind, and who may run at a time. */
class ToolkitRunsTest {

    private static final String EXPERIMENT = """
            title: t
            method: [{type: action, name: break, provider: {type: http, method: POST, url: "http://s/fault"}}]
            rollbacks: [{type: action, name: heal, provider: {type: http, method: DELETE, url: "http://s/fault"}}]
            """;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeSystem system = new FakeSystem();
    private final List<ToolkitResult> done = new ArrayList<>();
    private final AtomicInteger free = new AtomicInteger(1);

    @TempDir
    Path directory = Path.of("");

    private ToolkitRuns runs() {
        return new ToolkitRuns(system, directory, FakeSystem.READER, this::place, done::add);
    }

    private Optional<Runnable> place() {
        return free.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? Optional.of(free::incrementAndGet)
                : Optional.empty();
    }

    private Path left(String yaml) {
        Path path = directory.resolve("chaostoolkit-1" + RollbackFile.SUFFIX);
        RollbackFile file = new RollbackFile(path, FakeSystem.read(yaml).document());
        file.begin();
        file.close();
        return path;
    }

    @Test
    void whatAKilledProcessHasBegunIsRolledBackByTheNext() {
        Path file = left(EXPERIMENT);
        system.broken = true;
        ToolkitRuns runs = runs();
        runs.recover(SOON);
        assertEquals(List.of("DELETE /fault"), system.calls);
        assertFalse(system.broken);
        assertFalse(Files.exists(file));
        assertEquals(Outcome.ABORTED, done.get(0).verdict().outcome());
        assertTrue(runs.find("chaostoolkit-1").isPresent());
        assertEquals(1, free.get(), "the place is given back");
    }

    @Test
    void whatCanNotBeRolledBackIsLeftForTheProcessAfterThat() {
        Path file = left(EXPERIMENT);
        system.answers.put("DELETE /fault", () -> FakeSystem.answer(403));
        runs().recover(SOON);
        assertTrue(Files.exists(file));
        system.answers.clear();
        runs().recover(SOON);
        assertFalse(Files.exists(file));
        assertEquals(List.of("DELETE /fault", "DELETE /fault"), system.calls);
    }

    @Test
    void whatALivingProcessHasBegunIsItsOwn() {
        RollbackFile file = new RollbackFile(
                directory.resolve("x" + RollbackFile.SUFFIX),
                FakeSystem.read(EXPERIMENT).document());
        file.begin();
        runs().recover(SOON);
        assertEquals(List.of(), system.calls);
        file.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"title":"t"}                                    | true
            {"title":"t","method":[],"configuration":{"a":   | false
            ~~                                               | false
            """)
    void whatIsNotWholeWasNotBegunAndWhatCanNotBeReadStays(String document, boolean stays) throws IOException {
        Path file = Files.writeString(directory.resolve("a" + RollbackFile.SUFFIX), document);
        Path whole = left(EXPERIMENT);
        runs().recover(SOON);
        assertEquals(stays, Files.exists(file));
        assertFalse(Files.exists(whole));
        assertEquals(List.of("DELETE /fault"), system.calls);
    }

    @Test
    void aRunTakesAPlaceAndGivesItBack() {
        ToolkitRuns runs = runs();
        free.set(0);
        assertTrue(runs.start(FakeSystem.read(EXPERIMENT)).isEmpty());
        free.set(1);
        ToolkitResult result =
                runs.start(FakeSystem.read(EXPERIMENT)).orElseThrow().result().join();
        assertEquals(List.of("POST /fault", "DELETE /fault"), system.calls);
        assertEquals(Outcome.INCONCLUSIVE, result.verdict().outcome());
        assertEquals(1, free.get());
        assertEquals(List.of(result), done);
    }

    @Test
    void whatMayNotBeCalledIsRefusedBeforeItBegins() {
        InvalidValue refused = assertThrows(
                InvalidValue.class,
                () -> runs().start(FakeSystem.read(
                        EXPERIMENT.replace("DELETE, url: \"http://s", "DELETE, url: \"http://elsewhere"))));
        assertEquals("rollbacks[0].provider.url", refused.field());
        assertEquals(1, free.get());
    }

    @Test
    void whatCanNotBeWrittenDownIsNotBegun() throws IOException {
        Path file = Files.writeString(directory.resolve("a file"), "");
        ToolkitRuns runs = new ToolkitRuns(system, file.resolve("below"), FakeSystem.READER, this::place, done::add);
        ToolkitResult result =
                runs.start(FakeSystem.read(EXPERIMENT)).orElseThrow().result().join();
        assertEquals(List.of(), system.calls);
        assertEquals(Outcome.ABORTED, result.verdict().outcome());
        assertTrue(result.verdict().reason().startsWith("it could not begin"), result.verdict()::reason);
    }
}
