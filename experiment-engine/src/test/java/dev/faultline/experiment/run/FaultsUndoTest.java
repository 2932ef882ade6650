package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.journal.Rollback;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.FaultControl;
import dev.faultline.experiment.step.FaultsStep;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.platform.wire.ControlFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The injector's plan on the way back: what was there is put back, and off is the next best thing. */
class FaultsUndoTest {

    private final List<String> asked = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    @TempDir
    Path directory = Path.of("");

    /** Answers each call with the next of the words. */
    private final class Scripted implements FaultControl {
        private final Iterator<String> answers;

        private Scripted(String answers) {
            this.answers = Stream.of(answers.split(" ", -1)).iterator();
        }

        private void answer(String call) {
            asked.add(call);
            switch (answers.next()) {
                case "ok" -> {}
                case "lost" -> throw new ControlFailed("lost", false, null);
                case "busy" -> throw ControlFailed.notNow("busy", null);
                default -> throw new ControlFailed("refused", true, null);
            }
        }

        @Override
        public JsonNode plan() {
            throw new AssertionError("nobody asks on the way back");
        }

        @Override
        public ObjectNode resolve(JsonNode written) {
            throw new AssertionError("nobody asks on the way back");
        }

        @Override
        public void check(JsonNode written) {
            throw new AssertionError("nobody asks on the way back");
        }

        @Override
        public String put(JsonNode plan) {
            answer("PUT");
            return "etag";
        }

        @Override
        public List<Replica> replicas() {
            throw new AssertionError("nobody asks on the way back");
        }

        @Override
        public void clear() {
            answer("DELETE");
        }
    }

    private Undone undone(String answers) {
        FakeWorld world = new FakeWorld(directory);
        Rollback rollback = new Rollback((duration, unless) -> pauses.add(duration), () -> 0);
        try (Journal journal = world.journals().begin("id", FakeWorld.read("""
                title: t
                hypothesis: [success_rate >= 1%]
                load: {target: "http://demo-backend:8080/", rate: 200}
                method: [{hold: 1s}]
                """), Instant.EPOCH)) {
            rollback.note("faults", new FaultsStep.Restore(JsonNodeFactory.instance.objectNode()), journal);
            Actuators all = world.actuators();
            rollback.undoAll(
                    new Actuators(
                            all.split(),
                            new Scripted(answers),
                            all.chaos(),
                            all.http(),
                            all.traffic(),
                            all.diagnosis(),
                            all.learning()),
                    journal);
        }
        Undone undone = rollback.undone().get(0);
        assertEquals(undone.failure() == null, rollback.isComplete());
        return undone;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "ok, PUT, ",
        "lost ok, PUT PUT, ",
        "lost lost lost, PUT PUT PUT, lost",
        "busy ok ok, PUT DELETE PUT, ",
        "busy busy busy busy ok, PUT DELETE PUT DELETE PUT, ",
        "busy refused ok, PUT DELETE PUT, ",
        "busy ok busy ok busy ok, PUT DELETE PUT DELETE PUT DELETE, busy; all faults are switched off instead",
        "busy lost busy lost busy lost, PUT DELETE PUT DELETE PUT DELETE, busy",
        "refused ok, PUT DELETE, ",
        "refused busy refused ok, PUT DELETE PUT DELETE, ",
        "refused refused, PUT DELETE, refused",
    })
    void theWayBack(String answers, String calls, String failure) {
        assertEquals(new Undone("faults back to what they were", true, failure, 0, 0), undone(answers));
        assertEquals(calls, String.join(" ", asked));
    }

    @Test
    void aSecondPassesBetweenTries() {
        assertTrue(undone("busy ok busy ok ok").possible());
        assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(1)), pauses);
    }
}
