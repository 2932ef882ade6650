package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.LockProbe;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.experiment.State;
import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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

    private final FakeArchive archive = new FakeArchive();

    @TempDir
    Path directory = Path.of("");

    /** Holds the journals of those runs that it is told to. */
    private final class FakeArchive implements ToolkitRuns.Archive {
        final Set<String> held = new HashSet<>();

        @Override
        public void write(ToolkitResult result) {
            done.add(result);
        }

        @Override
        public boolean holds(String id) {
            return held.contains(id);
        }
    }

    private ToolkitRuns runs() {
        return new ToolkitRuns(system, directory, FakeSystem.READER, this::place, archive);
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
    void whatIsUnderWayIsCountedAndNoLonger() {
        Path unused = left(EXPERIMENT);
        ToolkitRuns runs = runs();
        AtomicLong during = new AtomicLong();
        system.answers.put("DELETE /fault", () -> {
            during.set(runs.count(State.ROLLBACK));
            return FakeSystem.answer(204);
        });
        runs.recover(SOON);
        assertEquals(1, during.get());
        for (State state : State.values()) {
            assertEquals(0, runs.count(state), state.wire());
        }
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

    @Test
    void whatIsRolledBackIsLockedMeanwhile() throws Exception {
        Path path = left(EXPERIMENT);
        try (RollbackFile file = RollbackFile.open(path)) {
            assertEquals(
                    "t", Objects.requireNonNull(file).document().path("title").textValue());
            assertTrue(LockProbe.isTaken(path), "although it was read");
        }
        assertFalse(LockProbe.isTaken(path));
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
        ToolkitRuns runs = new ToolkitRuns(system, file.resolve("below"), FakeSystem.READER, this::place, archive);
        ToolkitResult result =
                runs.start(FakeSystem.read(EXPERIMENT)).orElseThrow().result().join();
        assertEquals(List.of(), system.calls);
        assertEquals(Outcome.ABORTED, result.verdict().outcome());
        assertTrue(result.verdict().reason().startsWith("it could not begin"), result.verdict()::reason);
    }

    private static final String TWO = EXPERIMENT.replace(
            "rollbacks: [",
            "rollbacks: [{type: action, name: back, provider: {type: http, method: PUT, url: \"http://s/split\"}}, ");

    /** Over but for one rollback: the next process makes that one, and nothing is said of a middle. */
    @Test
    void aRunThatWasOverIsOnlyRolledBackWhereItIsLeft() throws IOException {
        system.answers.put("DELETE /fault", () -> FakeSystem.answer(403));
        system.answers.put("PUT /split", () -> FakeSystem.answer(200));
        ToolkitRuns first = runs();
        ToolkitResult found =
                first.start(FakeSystem.read(TWO)).orElseThrow().result().join();
        assertEquals(Outcome.FAIL, found.verdict().outcome());
        assertFalse(found.late());
        system.calls.clear();
        ToolkitRuns second = runs();
        ToolkitRuns.Entry vain = second.recover().get(0);
        assertTrue(vain.result().join().late());
        assertTrue(vain.run().isLate());
        assertEquals(Optional.empty(), second.find(found.id()), "its journal tells");
        assertEquals(Outcome.FAIL, done.get(1).verdict().outcome());
        assertEquals(
                "could not roll back (heal): it was answered 403",
                done.get(1).verdict().reason());
        system.answers.clear();
        runs().recover(SOON);
        assertEquals("all that was left is rolled back", done.get(2).verdict().reason());
        assertEquals(List.of("DELETE /fault", "DELETE /fault"), system.calls);
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aRunWhoseJournalIsThereWasOver() {
        Path file = left(TWO);
        archive.held.add("chaostoolkit-1");
        runs().recover(SOON);
        assertTrue(done.get(0).late());
        assertEquals(List.of("PUT /split", "DELETE /fault"), system.calls, "nobody wrote down which are left");
        assertFalse(Files.exists(file));
        assertEquals(1, free.get(), "the place is given back");
    }
}
